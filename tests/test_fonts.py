from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from diglot import fonts
from diglot.problems import EXIT_SETUP, DiglotError

TEXT = "干细胞疗法“消渴”：β-cell → 10 %"


@pytest.fixture(scope="module")
def faces() -> tuple[fonts.FontFace, ...]:
    return fonts.discover(("en", "zh-Hans"))


def test_regions():
    tags = ("zh-Hans", "zh", "zh-Hans-CN", "zh-Hant", "zh-TW", "zh-Hant-TW", "zh-Hant-HK", "zh-HK", "ja", "ko", "en")
    assert [fonts.region(tag) for tag in tags] == ["SC", "SC", "SC", "TC", "TC", "TC", "HK", "HK", "JP", "KR", ""]
    assert fonts.region("zh-Latn-pinyin") == ""


def test_chinese_faces_are_of_the_region(faces):
    chinese = [(f.family, f.weight) for f in faces if f.language == "zh-Hans"]
    assert chinese == [(f"Noto {kind} CJK SC", weight) for kind in ("Serif", "Sans") for weight in (400, 700)]
    assert {f.family for f in fonts.discover(("zh-Hant",)) if f.language} == {
        "Noto Emoji",
        "Noto Serif CJK TC",
        "Noto Sans CJK TC",
    }


def test_english_alone_needs_nothing_from_the_system():
    assert {Path(f.path).parent for f in fonts.discover(("en",), folders=())} == {fonts.OWN_FOLDER}


def test_a_missing_font_is_one_line_that_names_the_package(tmp_path):
    with pytest.raises(DiglotError) as raised:
        fonts.discover(("en", "zh-Hans"), folders=(tmp_path,))
    assert raised.value.exit_code == EXIT_SETUP
    assert [p.code for p in raised.value.problems] == ["D620"]
    assert "Noto Serif CJK SC Bold" in str(raised.value)
    assert "fonts-noto-cjk" in str(raised.value)


def test_every_own_font_carries_its_licence():
    names = ("SourceSerif4", "SourceSans3", "NotoEmoji")
    assert all((fonts.OWN_FOLDER / f"OFL-{name}.txt").is_file() for name in names)


def test_subset_is_small_standalone_and_the_same_twice(faces):
    for face in faces:
        data = fonts.subset(face, map(ord, TEXT + "⚙"))
        assert data == fonts.subset(face, map(ord, TEXT + "⚙"))
        font = TTFont(io.BytesIO(data))
        assert set(font.getBestCmap()) == set(map(ord, TEXT + "⚙")) & fonts.coverage(face)
        assert font["name"].getBestFamilyName() == face.family
        assert len(data) < 40_000


def test_chinese_subset_has_cids_equal_to_glyph_numbers(faces):
    """WeasyPrint writes glyph numbers as CIDs: MuPDF drew nothing where they differed."""
    face = next(f for f in faces if f.family == "Noto Serif CJK SC")
    charset = TTFont(io.BytesIO(fonts.subset(face, map(ord, TEXT))))["CFF "].cff[0].charset
    assert charset[1:] == [f"cid{n:05}" for n in range(1, len(charset))]


def test_a_latin_font_that_is_gone_is_named(monkeypatch, tmp_path):
    for name, *_ in fonts.OWN_FACES[1:]:
        (tmp_path / name).write_bytes((fonts.OWN_FOLDER / name).read_bytes())
    monkeypatch.setattr(fonts, "OWN_FOLDER", tmp_path)
    with pytest.raises(DiglotError, match=r"D620: not found: diglot’s own SourceSerif4-Regular\.ttf \[fetch"):
        fonts.discover(["en"])


def test_a_font_without_chinese_leaves_no_empty_boxes(faces):
    latin = [face for face in faces if not face.language]
    assert [p.about for p in fonts.missing(latin, {"zh-Hans": "消渴 x"})] == ["消", "渴"]


def test_a_rare_character_is_named_with_what_would_cover_it(faces):
    (problem,) = fonts.missing(faces, {"zh-Hans": "\U0002a0f9\U000323af"})
    assert "U+323AF" in problem.message
    assert problem.hint.startswith("Jigmo would cover it")


def test_missing_names_the_character_and_where(faces):
    assert fonts.missing(faces, {"en": "β ⚙\u200b", "zh-Hans": "消渴\n"}) == ()
    (problem,) = fonts.missing(faces, {"zh-Hans": "药名\U0003134a字"})
    assert problem.code == "D621"
    assert "U+3134A" in problem.message
    assert "药名\U0003134a字" in problem.message
