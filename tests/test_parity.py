"""What a translator lost, added or changed, and how a human overrules a warning."""

from __future__ import annotations

import pytest

from diglot import catalogs, parity, po, po_reader, units
from diglot.model import Message, Place
from diglot.problems import CODES


def found(msgid: str, msgstr: str, comment: str = "") -> list[str]:
    """The codes and messages of a translation, as a build gives them."""
    marks = msgid.count("[^")
    source, target = units.parse([msgid, msgstr], [marks, marks])
    head = f"{comment}\n" if comment else ""
    entry = po.fresh(Message(msgid, msgstr))
    entry = po.Entry("", head, entry.body, entry.fields)
    return [f"{p.code} {p.message}" for p in parity.problems(entry, Place("t.po", 1), source.inlines, target)]


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Insulin lowers **blood sugar**.", "胰岛素降低**血糖**。"),
        ("See [the guide](https://a.b/c).[^1]", "见[指南](https://a.b/c)。[^1]"),
        ("One[^1] two[^2].", "二[^2]一[^1]。"),
        ("The `pump` and *glucose*", "*葡萄糖*和`pump`"),
        ("β-cells and μg", "β细胞和μg"),
        ("A [word]{.term lang=la}", "一个[词]{.term lang=la}"),
        ("H~2~O and x^2^", "H~2~O和x^2^"),
        ("Basal–bolus", "基础—餐时"),
        ("insulin", "insulin"),
    ],
)
def test_a_faithful_translation_has_no_problem(msgid, msgstr):
    assert found(msgid, msgstr) == []


@pytest.mark.parametrize(
    ("msgid", "msgstr", "said"),
    [
        ("A.", "甲。\n\n乙。", "D305 it must be one paragraph"),
        ("A.", "<script>x</script>甲", "D305 it must be one paragraph"),
        ("A.", "甲<b>乙</b>", "D305 raw html: <b>"),
        ("A.", "甲`<b>`{=html}", "D305 raw html: <b>"),
        ("A.", "甲\u202e乙", "D305 the character U+202E"),
        ("[A](https://a.b)", "[甲](javascript:x)", "D305 the link address “javascript:x”"),
        ("[A](https://a.b)", "[甲](http://a.b)", "D306 the link to https://a.b leads to http://a.b"),
        ("[A](https://a.b)", "甲", "D306 the link to https://a.b is lost"),
        ("A.", "[甲](https://a.b)", "D306 the link to https://a.b is not in the source"),
        ("A.[^1]", "甲。", "D306 its footnotes are gone"),
        ("A.[^1]", "甲。[^1][^1]", "D306 its footnotes are [1, 1]"),
        ("![a](b.png)", "甲", "D306 the picture b.png is lost"),
        ("[A]{.term}", "甲", "D306 the mark {.term} is lost"),
        ("A.", "[甲]{#id}", "D306 the mark {#id} is not in the source"),
        ("A.", "[甲]{style=x}", "D305 the attribute style="),
        ("[A](https://a.b/en)", "[甲](https://a.b/zh)", "D312 the link to https://a.b/en leads to https://a.b/zh"),
        ("The `pump`", "泵", "D313 the code pump is lost"),
        ("The pump", "泵`beng`", "D313 the code beng is not in the source"),
        ("A *b* c", "甲乙丙", "D314 the source has 1 emph, the translation 0"),
        ("Take 5 mg", "服用5 g", "D315 5 mg has become 5 g"),
        ("It is not a cure for diabetes.", "It is not a cure for diabetes.", "D316 it is the same"),
        ("A **b**", "甲\\*\\*乙\\*\\*", "D317 “*” stands in the text as it is"),
        ("A *b*", "使用_强调_文字", "D314 the source has 1 emph"),
        ("[A](https://a.b)", "［甲］（https://a.b）", "D317 “](” stands in the text"),
        ("A.", "甲\u200b乙", "D318 the invisible character U+200B"),
        ("insulin", "іnsulin", "D318 the word “іnsulin” mixes letters"),
    ],
)
def test_what_differs_is_named(msgid, msgstr, said):
    assert any(line.startswith(said) for line in found(msgid, msgstr)), found(msgid, msgstr)


def test_errors_come_before_warnings():
    codes = [line[:4] for line in found("Take 5 mg [A](https://a.b)", "服用50 mg")]
    assert codes == sorted(codes, key=lambda code: CODES[code].severity)


@pytest.mark.parametrize("comment", ["# diglot: ok numbers", "#diglot:OK Numbers", "# diglot: ok code, numbers"])
def test_a_human_overrules_a_warning_in_the_entry(comment):
    assert found("Take 5 mg", "服用50 mg", comment) == []
    assert found("Take 5 mg", "服用50 mg", "# diglot: ok code") != []


def test_every_warning_and_a_number_can_be_overruled_and_no_other_error():
    assert {code for code in parity.CHECKS if CODES[code].severity == "error"} == {"D315"}
    every = "# diglot: ok " + ", ".join([*parity.CHECKS.values(), "D305", "D306"])
    assert found("[A](https://a.b)", "甲", every) != []


def test_an_overruling_survives_a_merge():
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    text = header + '# diglot: ok numbers\n#: a.md:900\nmsgid "Take 5 mg"\nmsgstr "x"\n'
    merged = catalogs.merge(po_reader.parse(text.encode(), "t"), [Message("Take 5 mg", references=("a.md:1",))])
    assert parity.overruled(merged.messages()[0]) == {"numbers"}
