"""How a tensor becomes logits: one file an engine, opened by name through `open_engine`."""

from app.engines.engine import open_engine
from app.recognition.model import Engine, ModelCard

__all__ = ["Engine", "ModelCard", "open_engine"]
