"""Pairs of source and translation: tests/cases/parity/*.toml, one file a check, and real catalogs."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from diglot import parity, po, units, upkeep
from diglot.model import Message, Place
from diglot.problems import Problem

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT.parent / "shared/corpora/comprehensive-rust/po"
FILES = sorted((ROOT / "tests/cases/parity").glob("*.toml"))
PAIRS = [(path.stem, pair) for path in FILES for pair in tomllib.loads(path.read_text("utf-8"))["pair"]]
# Defects that people published: catalog, code, what the message says.
DEFECTS = [
    ("ja.po", "D305", "<dyn Pet>"),
    ("ja.po", "D312", "docs.microsoft.%20com"),
    ("zh-CN.po", "D313", "the code u8 stands in apostrophes"),
    ("zh-CN.po", "D306", "keyword.extern.html is lost"),
    ("zh-CN.po", "D315", "the number 45 is not in the source"),
    ("zh-CN.po", "D317", "“*” stands in the text as it is"),
    ("zh-TW.po", "D306", "issues/282 is lost"),
]


def told(entry: po.Entry, readings: tuple[units.Reading, units.Reading]) -> list[str]:
    return [p.code for p in parity.problems(entry, Place("t.po", 1), readings[0].inlines, readings[1])]


@pytest.fixture(scope="module")
def readings() -> list[tuple[units.Reading, units.Reading]]:
    texts = [text for _, pair in PAIRS for text in (pair["msgid"], pair["msgstr"])]
    marks = [pair["msgid"].count("[^") for _, pair in PAIRS for _ in range(2)]
    found = units.parse(texts, marks)
    return list(zip(found[::2], found[1::2], strict=True))


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=[f"{name}-{p['msgstr'][:20]}" for name, p in PAIRS])
def test_each_pair_is_told_what_it_must_be(number, readings):
    _, pair = PAIRS[number]
    assert told(po.fresh(Message(pair["msgid"], pair["msgstr"])), readings[number]) == pair["expect"]


def test_there_are_pairs_of_every_code():
    assert {code for _, pair in PAIRS for code in pair["expect"]} == {*parity.CHECKS, "D305", "D306"}


def test_a_comment_overrules_its_own_warning_and_never_an_error(readings):
    for (_, pair), both in zip(PAIRS, readings, strict=True):
        for code in set(pair["expect"]):
            name = parity.CHECKS.get(code, code)
            own = [f"# diglot: ok {name}"]
            entry = po.fresh(Message(pair["msgid"], pair["msgstr"]), own=own)
            kept = [c for c in pair["expect"] if c != code or c not in parity.CHECKS]
            assert told(entry, both) == kept


@cache
def reports() -> dict[str, tuple[float, tuple[Problem, ...]]]:
    found = [(path.name, upkeep.parity_of(path)) for path in sorted(PO.glob("*.po"))]
    return {name: (one.flagged / one.translations, one.problems) for name, one in found}


@pytest.mark.skipif(not PO.is_dir(), reason="needs ../shared")
def test_fewer_than_six_in_a_hundred_published_translations_are_flagged():
    shares = {name: share for name, (share, _) in reports().items()}
    assert len(shares) == 5
    assert max(shares.values()) < 0.06, shares


@pytest.mark.skipif(not PO.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize(("catalog", "code", "said"), DEFECTS)
def test_a_published_defect_is_found(catalog, code, said):
    assert any(p.code == code and said in p.message for p in reports()[catalog][1])
