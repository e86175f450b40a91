"""What engines, sources, samples and files say is said in the window's language, with all its values."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from app import errors
from app.messages import said
from app.sources.picture import decode_picture
from app.stroke_file import read_strokes
from app.ui import language, words
from tests.translations import translations

APP = Path(errors.__file__).parent
MESSAGES = list(translations.messages())
# of what a window never shows: the command line alone says it, or the log
ELSEWHERE = ("cli.py", "pin.py", "places.py", "bench.py", "doctor/", "remote/", "ui/around.py", "ui/kiosk/only_one.py")
# whose ValueErrors become part of an error's message
VALUES = ("engines/", "sources/", "sample", "stroke_file.py", "json_items.py", "recognition/model.py")


def chinese():
    """Template -> translation."""
    tree = ElementTree.parse(language.TRANSLATIONS / "atlas-digits_zh_CN.ts")
    found = next(context for context in tree.iter("context") if context.findtext("name") == translations.CONTEXT)
    return {message.findtext("source"): message.findtext("translation") for message in found.iter("message")}


def test_every_message_is_a_literal_and_gets_its_values():
    assert len(MESSAGES) > 300
    for message in MESSAGES:
        assert message.template is not None, message.place
        names = {name for name, _, _ in translations.placeholders(message.template)} if message.given else set()
        assert names == message.given, message.place


def test_every_message_has_chinese_and_nothing_else_has():
    assert set(chinese()) == {message.template for message in MESSAGES}


def test_every_value_is_in_the_chinese_too():
    for template, translation in chinese().items():
        wanted, found = (set(translations.placeholders(text)) for text in (template, translation))
        assert found == wanted, template


def test_the_chinese_is_chinese_and_punctuated_so():
    for template, translation in chinese().items():
        if re.search(r"[A-Za-z]{2}", re.sub(r"\{[^}]*\}", "", template)) and template != "a {kind}":
            assert re.search(r"[\u4e00-\u9fff]", translation), template
        assert not re.search(r"[\u4e00-\u9fff][,.;:?!()]|[,;()][\u4e00-\u9fff]", translation), translation


def english_texts(tree, kinds):
    """The lines in which errors of these kinds are made with text that cannot be translated."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in kinds or not node.args:
            continue
        text = node.args[0]
        made_to_text = isinstance(text, ast.Call) and getattr(text.func, "id", "") == "str"
        if made_to_text or isinstance(text, (ast.Constant, ast.JoinedStr, ast.BinOp)):
            yield f"line {node.lineno}: {ast.unparse(node)}"


OURS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}


@pytest.mark.parametrize("module", sorted(APP.rglob("*.py")), ids=lambda path: path.relative_to(APP).as_posix())
def test_errors_that_reach_the_window_carry_messages(module):
    place = module.relative_to(APP).as_posix()
    if not place.startswith(ELSEWHERE):
        kinds = OURS | ({"ValueError"} if place.startswith(VALUES) else set())
        assert not list(english_texts(ast.parse(module.read_text(encoding="utf-8")), kinds))


def test_an_english_text_would_be_found():
    made = 'raise ModelError(f"{path}: x")\nraise ModelError(str(error))\nraise ModelError(said("y"))'
    assert len(list(english_texts(ast.parse(made), OURS))) == 2


def test_an_error_is_told_in_the_language_of_the_window(translated):
    with pytest.raises(errors.PictureError) as told:
        decode_picture(b"no picture", "a.png")
    assert words.message(told.value) == str(told.value)
    assert words.message(told.value, without="a.png").startswith("this is not a picture")
    translated("zh_CN")
    assert words.message(told.value) == "a.png：不是图片，或已损坏。支持的格式：PNG, JPEG, BMP, TIFF, WebP, PNM。"
    assert words.message(told.value, without="a.png").startswith("不是图片")


def test_what_a_message_holds_is_translated_with_it(translated, tmp_path):
    path = tmp_path / "drawing.json"
    path.write_text('{"format": "atlas-digits strokes", "version": 1, "size": [8, 8], "strokes": [{"points": []}]}')
    with pytest.raises(errors.StrokeFileError) as told:
        read_strokes(path)
    translated("zh_CN")
    assert words.message(told.value) == f"{path}：不是本程序的手写文件，或已损坏：笔画至少要有一个点。"


def test_the_systems_reasons_are_translated(translated):
    with pytest.raises(errors.PictureError) as told:
        raise_for_a_folder()
    translated("zh_CN")
    assert words.message(told.value) == "/nowhere：无法读取文件夹（没有那个文件或目录）。"


def raise_for_a_folder():
    from app.sources.picture import pictures_in

    pictures_in(Path("/nowhere"))


def test_anothers_words_stay_as_they_are(translated):
    translated("zh_CN")
    for text in ("", "Some library's {words}.", "No such file or directory"):
        assert words.message(text) == text
    assert words.message(said("(ACL says: {text})", text="E19999 {x}")) == "（ACL 的信息：E19999 {x}）"


def test_a_message_that_is_no_literal_or_lacks_a_value_is_noticed(tmp_path):
    (tmp_path / "a.py").write_text('from app.messages import said\nsaid(text)\nsaid("{path}: {reason}", path=1)\n')
    (tmp_path / "b.py").write_text("def said(): ...\nsaid()\n")  # another of that name
    computed, lacking = translations.messages(tmp_path)
    assert computed.template is None
    assert lacking.template == "{path}: {reason}" and lacking.given == {"path"}
