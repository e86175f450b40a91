"""`packaging/translations.py`, which no package holds."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_SCRIPT = Path(__file__).resolve().parents[1] / "packaging" / "translations.py"
_spec = importlib.util.spec_from_file_location("packaging_translations", _SCRIPT)
assert _spec is not None and _spec.loader is not None
translations = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = translations
_spec.loader.exec_module(translations)
