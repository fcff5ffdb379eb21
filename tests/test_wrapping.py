"""New entries are wrapped as msgcat wraps, or as the file they go into is."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import needs
from hypothesis import given, settings
from hypothesis import strategies as st

from diglot import catalogs, po, po_reader, wrapping
from diglot.model import Message
from diglot.wrapping import Style

CORPORA = sorted((Path(__file__).resolve().parents[2] / "shared/corpora").rglob("*.po"))
TOOLS = Path(__file__).parent / "cases" / "po-tools"
GNU = Style(wrapping.GNU_WIDTH)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def bodies(catalog: po.Catalog) -> list[tuple[str, str, list[str]]]:
    return list(po._samples(catalog))


def msgcat(text: bytes, *options: str) -> po.Catalog:
    needs(shutil.which("msgcat"), "msgcat (gettext)")
    ended = subprocess.run(["msgcat", *options, "-"], input=text, capture_output=True, check=True)
    return po_reader.parse(ended.stdout, "msgcat.po")


def different(catalog: po.Catalog, style: Style) -> list[tuple[str, list[str]]]:
    return [
        (value, lines)
        for keyword, value, lines in bodies(catalog)
        if list(wrapping.lines(keyword, value, style)) != lines
    ]


@pytest.mark.skipif(not CORPORA, reason="needs ../shared")
@pytest.mark.parametrize(
    ("options", "style"),
    [((), GNU), (("--no-wrap",), Style(0)), (("--width=100",), Style(100))],
    ids=["79", "no", "100"],
)
def test_every_entry_of_the_corpora_is_wrapped_as_msgcat_does(options, style):
    for path in CORPORA:
        found = msgcat(path.read_bytes(), *options)
        assert different(found, style) == []
        assert po.style(found) == style


PARTS = [
    "word",
    "word ",
    "two words ",
    "消渴症",
    "糖尿病，",
    "（胰岛素）",
    "β细胞",
    "5 mg",
    "https://a.b/c-d",
    "“quoted” ",
    "——",
    "……",
    "、",
]
PARTS += [
    "(see) ",
    "a/b",
    "100%",
    '"x"',
    "\\",
    "\t",
    "한국어 ",
    "カタカナ",
    "é",
    "-",
    "!",
    "?",
    "…",
    "–",
    "[x](y)",
    "`code` ",
    "**b**",
]


def test_random_texts_are_wrapped_as_msgcat_does():
    chance = random.Random(1)
    texts = dict.fromkeys("".join(chance.choices(PARTS, k=chance.randint(3, 60))) for _ in range(1500))
    texts |= dict.fromkeys("".join(chance.choices([*PARTS, "\n"], k=40)) for _ in range(300))
    source = HEADER + "".join(po.fresh(Message(text)).text for text in texts if text.strip())
    found = different(msgcat(source.encode()), GNU)
    # Where East Asian and other quotation marks meet, libunistring and UAX #14 differ.
    assert len(found) <= len(texts) // 50, found[:3]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("short", ['msgid "short"']),
        ("", ['msgid ""']),
        ("two\nlines", ['msgid ""', '"two\\n"', '"lines"']),
        ("ends\n", ['msgid "ends\\n"']),
        ("x" * 71, [f'msgid "{"x" * 71}"']),
        ("x" * 100, [f'msgid "{"x" * 100}"']),
        ("消" * 40, ['msgid ""', f'"{"消" * 38}"', '"消消"']),
        ("消" * 37 + "（渴", ['msgid ""', f'"{"消" * 37}"', '"（渴"']),
        ("消" * 38 + "，渴", ['msgid ""', f'"{"消" * 37}"', '"消，渴"']),
    ],
)
def test_what_is_wide_is_broken_where_lines_may_break(value, expected):
    assert list(wrapping.lines("msgid", value, GNU)) == expected


def test_previous_texts_have_their_prefix_on_every_line():
    lines = wrapping.lines("msgid", "word " * 30, GNU, "#| ")
    assert all(line.startswith("#| ") and len(line) <= wrapping.GNU_WIDTH for line in lines)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n\t"\\ '), max_size=200),
    st.sampled_from([0, 20, 79]),
)
def test_wrapped_lines_say_what_the_text_said(text, width):
    lines = wrapping.lines("msgstr", text, Style(width))
    data = HEADER + 'msgid "k"\n' + "".join(line + "\n" for line in lines)
    assert po_reader.parse(data.encode(), "t.po").messages()[0].msgstr == text


@pytest.mark.parametrize(("file", "width"), [("msgmerge", 79), ("weblate", 79), ("omegat", 0), ("poedit", 0)])
def test_a_new_entry_is_wrapped_like_its_file(file, width):
    """Poedit's own wrapping is not msgcat's: then long lines do least harm."""
    assert po.style(po_reader.parse((TOOLS / f"{file}.po").read_bytes(), file)) == Style(width)


def test_a_merge_writes_new_entries_in_the_style_and_line_ends_of_the_file():
    old = po_reader.parse((TOOLS / "msgmerge.po").read_bytes().replace(b"\n", b"\r\n"), "t.po")
    long = "A sentence that is so long that nobody could write it on a single line of a catalog, ever."
    merged = po.dump(catalogs.merge(old, [Message(long), *(Message(e.get("msgid")) for e in old.messages())])).decode()
    assert "".join(line + "\r\n" for line in wrapping.lines("msgid", long, GNU)) in merged
    assert "\n" not in merged.replace("\r\n", "")
