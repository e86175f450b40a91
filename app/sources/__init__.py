"""How pictures and frames arrive."""

from app.sources.found import FoundSource, list_sources
from app.sources.source import Control, Frame, Mode, Source, Wanted, is_live, open_source

__all__ = ["Control", "FoundSource", "Frame", "Mode", "Source", "Wanted", "is_live", "list_sources", "open_source"]
