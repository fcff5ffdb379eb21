"""What authors tell translators, in comments and attributes."""

from __future__ import annotations

import pytest
from test_units import document

from diglot import catalogs, units
from diglot.instructions import instructions
from diglot.model import CODE, Unit


def found(source: str, dialect: str = "markdown") -> list[Unit]:
    return list(units.extract(document(source, dialect)).units)


@pytest.mark.parametrize("dialect", ["markdown", "gfm"])
def test_a_note_a_context_and_an_exclusion_hold_for_the_next_block(dialect):
    source = (
        "<!-- tr: Keep it short. -->\n\nOne.\n\nTwo.\n\n<!-- tr-context: organ -->\n\n- Liver\n- Heart\n\n"
        "<!-- tr-skip -->\n\n> Quoted.\n>\n> - as it is\n\nLast.\n"
    )
    seen = [(u.msgid, u.note, u.context) for u in found(source, dialect)]
    assert seen == [
        ("One.", "Keep it short.", ""),
        ("Two.", "", ""),
        ("Liver", "", "organ"),
        ("Heart", "", "organ"),
        ("Last.", "", ""),
    ]


def test_several_comments_add_up_and_others_between_do_not_matter():
    source = "<!-- tr: One. -->\n<!-- tr: Two. -->\n\n<!-- a comment -->\n\n<!-- tr-context: organ -->\n\nLiver\n"
    assert [(u.note, u.context) for u in found(source)] == [("One. Two.", "organ")]


def test_the_innermost_instruction_holds():
    source = '<!-- tr-skip -->\n\n::: box\nOut.\n\n::: {translate="yes"}\nIn.\n:::\n:::\n'
    assert [u.msgid for u in found(source)] == ["In."]


def test_the_attribute_of_html_says_it_too():
    source = "# Latin {translate=no}\n\n::: {translate=no}\nAs it is.\n:::\n\nA word.\n"
    assert [u.msgid for u in found(source)] == ["A word."]


def test_code_is_translated_where_its_author_says_so():
    source = "Before.\n\n<!-- tr-code -->\n\n```\n# a *comment*\n\trun(1)\n```\n\n```\nleft\n```\n\n"
    source += "``` {translate=yes}\nsecond\n```\n"
    code = [u for u in found(source) if u.kind == CODE]
    assert [(u.msgid, u.place.line) for u in code] == [("# a *comment*\n\trun(1)", 6), ("second", 15)]
    assert [u.msgid for u in found(source)] == ["Before.", "# a *comment*\n\trun(1)", "second"]


def test_an_instruction_that_is_not_known_is_named():
    assert instructions(document("<!-- tr-contxt: a -->\n\nText.\n").ast).unknown == ("tr-contxt",)
    assert instructions(document("<!-- translate this -->\n\nText.\n").ast).unknown == ()


def test_a_context_becomes_a_msgctxt_only_where_one_msgid_needs_two():
    source = (
        "- Liver\n- Heart\n\n<!-- tr-context: TCM -->\n\n| Liver | Spleen |\n|-------|--------|\n| Qi    | Blood  |\n"
    )
    resolved = catalogs.in_needed_contexts(found(source))
    assert [(u.msgid, u.context) for u in resolved] == [
        ("Liver", ""),
        ("Heart", ""),
        ("Liver", "TCM"),
        ("Spleen", ""),
        ("Qi", ""),
        ("Blood", ""),
    ]
