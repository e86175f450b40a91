"""The language of the window: what the system is set to or what was chosen, changed at any moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator

log = logging.getLogger(__name__)

TRANSLATIONS = Path(__file__).resolve().parents[2] / "assets" / "translations"
SYSTEM = "system"
ENGLISH = "en"
CHINESE = "zh_CN"
NAMES = {ENGLISH: "English", CHINESE: "简体中文"}  # each in itself, for whoever cannot read the other
_LANGUAGES = {"zh": CHINESE, "en": ENGLISH}


Words = Callable[[], str]  # a text in the language in force: called again whenever that changes


class Translated:
    """For widgets, before their Qt class: `retranslate` says all their words, when they are made and whenever the
    language changes. Words that depend on what is shown are said again from what is shown."""

    def retranslate(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]


class Language(QObject):
    """The language in force. Qt tells every widget when it changes."""

    def __init__(self, app: QCoreApplication, wanted: str = SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []
        self.code = ""
        self.use(wanted)

    def use(self, wanted: str) -> None:
        """`system`, or the code of a language there is a translation for."""
        code = choose(QLocale.system().uiLanguages() if wanted == SYSTEM else [wanted])
        if code == self.code:
            return
        before, self.code = self._installed, code
        self._installed = install(self._app, code)
        for translator in before:
            self._app.removeTranslator(translator)
            translator.deleteLater()


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
