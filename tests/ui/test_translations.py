"""Every word in the window is translated, and the compiled files are those of the sources."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app.recognition import decision
from app.ui import language, words
from tests.translations import translations

SOURCES = sorted(p.name.split("atlas-digits_")[1][:-3] for p in language.TRANSLATIONS.glob("*.ts"))
UI = Path(language.__file__).parent


def messages(code):
    tree = ElementTree.parse(language.TRANSLATIONS / f"atlas-digits_{code}.ts")
    for context in tree.iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name"), message


def forms(message):
    translation = message.find("translation")
    return [form.text for form in translation.iter("numerusform")] or [translation.text]


def test_there_is_chinese_and_english():
    assert SOURCES == ["en", "zh_CN"]


@pytest.mark.parametrize("code", SOURCES)
def test_no_entry_is_unfinished_or_obsolete(code):
    for context, message in messages(code):
        where = f"{context}: {message.findtext('source')}"
        assert message.find("translation").get("type") is None, where
        assert all(forms(message)), where


@pytest.mark.parametrize("code", SOURCES)
def test_placeholders_survive_translation(code):
    for context, message in messages(code):
        source = message.findtext("source")
        for form in forms(message):
            assert sorted(re.findall(r"%\w", form)) == sorted(re.findall(r"%\w", source)), f"{context}: {source}"


@pytest.mark.parametrize("code", SOURCES)
def test_what_is_counted_has_plural_forms(code):
    for context, message in messages(code):
        source = message.findtext("source")
        assert ("%n" in source) == (message.get("numerus") == "yes"), f"{context}: {source}"


@pytest.mark.parametrize("code", SOURCES)
def test_the_compiled_file_holds_every_entry(code):
    translator = QTranslator()
    assert translator.load(f"atlas-digits_{code}", str(language.TRANSLATIONS))
    for context, message in messages(code):
        number = 5 if message.get("numerus") else -1
        found = translator.translate(context, message.findtext("source"), "", number)
        assert found == forms(message)[-1], f"{context}: {message.findtext('source')}"


@pytest.mark.skipif(not (translations.TOOLS / "pyside6-lupdate").exists(), reason="lupdate is not beside this Python")
@pytest.mark.parametrize("code", SOURCES)
def test_the_sources_hold_every_word_of_the_code(code, tmp_path):
    fresh = tmp_path / f"fresh_{code}.ts"
    translations.update(code, fresh)
    in_code = {
        (context.findtext("name"), source.text)
        for context in ElementTree.parse(fresh).iter("context")
        for source in context.iter("source")
    }
    assert in_code == {(context, message.findtext("source")) for context, message in messages(code)}


@pytest.mark.parametrize("module", sorted(UI.rglob("*.py")), ids=lambda path: path.stem)
def test_lupdate_can_see_every_text_of_this_module(module):
    """It sees literals only, and nothing inside an f-string."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for formatted in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        assert not [f"line {call.lineno}" for call in translating(formatted)]
    for call in translating(tree):
        texts = call.args[:1] if call.func.attr == "tr" else call.args[:2]
        if getattr(texts[0], "value", "") == translations.CONTEXT:  # whose texts are found by `said`
            texts = texts[:1]
        assert all(isinstance(getattr(text, "value", None), str) for text in texts), f"line {call.lineno}"


def translating(tree):
    """The calls in it that ask for a translation."""
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "attr", "")
        if name == "tr" or (name == "translate" and getattr(node.func.value, "id", "") == "QCoreApplication"):
            yield node


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["zh-CN", "zh-Hans-CN", "zh"], "zh_CN"),
        (["zh-Hant-TW"], "zh_CN"),
        (["en-US", "zh-CN"], "en"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["de-DE"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_we_speak_is_taken(wanted, code):
    assert language.choose(wanted) == code


def test_lang_chooses_chinese():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k != "LANGUAGE"}
    code = "from PySide6.QtCore import QLocale; from app.ui.language import choose; "
    done = subprocess.run(
        [sys.executable, "-c", code + "print(choose(QLocale.system().uiLanguages()))"],
        env={**environment, "LANG": "zh_CN.UTF-8"},
        cwd=UI.parents[1],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "zh_CN"


@pytest.mark.parametrize(("code", "one", "many"), [("en", "1 digit", "5 digits"), ("zh_CN", "1 个数字", "5 个数字")])
def test_plurals_are_formed(translated, code, one, many):
    translated(code)
    found = [QCoreApplication.translate("AnswerCard", "%n digit(s)", "", n) for n in (1, 5)]
    assert found == [one, many]


@pytest.mark.parametrize(
    "word", [decision.NOT_A_DIGIT, decision.TWO_AS_LIKELY, decision.NOT_SURE, decision.TOO_LITTLE_INK]
)
def test_every_reason_for_a_refusal_is_translated(translated, word):
    translated("zh_CN")
    assert re.search(r"[\u4e00-\u9fff]", words.reason(word))


def test_a_doubt_between_two_digits_is_told_with_both(translated):
    asked = decision.Prediction(None, 0.5, (0.5, 0.5), (0, 0, 1, 1), decision.TWO_AS_LIKELY, (1, 7))
    translated("en")
    assert words.refusal(asked) == "1 or 7, about as likely"
    translated("zh_CN")
    assert re.search(r"1.*7.*[\u4e00-\u9fff]", words.refusal(asked))
    assert words.refusal(decision.refuse_without_network((0, 0, 1, 1), decision.TOO_LITTLE_INK)) == words.reason(
        decision.TOO_LITTLE_INK
    )


def test_nobody_is_told_that_a_prediction_is_entirely_certain():
    assert words.percent(0.99996) == "99\N{NO-BREAK SPACE}%"
    assert words.percent(0.99996, 1) == "99.9\N{NO-BREAK SPACE}%"
    assert words.percent(1.0) == "100\N{NO-BREAK SPACE}%"
