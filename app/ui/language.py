"""The language of the window, from what the system is set to."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

log = logging.getLogger(__name__)

TRANSLATIONS = Path(__file__).resolve().parents[2] / "assets" / "translations"
ENGLISH = "en"
_LANGUAGES = {"zh": "zh_CN", "en": ENGLISH}


def choose(wanted: Sequence[str]) -> str:
    """The first language there is a translation for, of tags such as `zh-Hans-CN`; else English."""
    for tag in wanted:
        language = _LANGUAGES.get(tag.replace("_", "-").split("-")[0].lower())
        if language:
            return language
    return ENGLISH


def install(app: QCoreApplication, language: str) -> list[QTranslator]:
    """Translate the application from here on. English has a file too: its plural forms.

    Returns what was installed.
    """
    QLocale.setDefault(QLocale(language))
    installed = []
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{language}", qt_folder), (f"atlas-digits_{language}", str(TRANSLATIONS))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
            installed.append(translator)
        elif folder != qt_folder:
            log.warning("The translation %s.qm is missing in %s", name, folder)
    return installed
