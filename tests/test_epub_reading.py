"""Correct publications whose EPUB must be read back without an alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_defects import said

from diglot import pipeline, shelf, sources, upkeep, writers
from diglot.check import epub


def put(root: Path, file: str, find: str, by: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, by), encoding="utf-8")


def epub_problems(root: Path) -> list[str]:
    """What is said of the book's EPUB."""
    found = sources.load(root)
    manuscripts, problems = pipeline.edit(found, found.publication.editions)
    manuscript = next(one for one in manuscripts if one.output.format == "epub")
    rendered = writers.render(shelf.job(found, manuscript))
    return [str(one) for one in (*problems, *rendered.problems, *epub.check(rendered.data, manuscript).problems)]


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Not medical advice.", "非医疗建议。"),
        ("**This is not medical advice.** Ask your doctor.", "**这不是医疗建议。**请咨询医生。"),
        ("Ask your doctor.", "请咨询医生。"),
        ("**About medical advice.** Nothing here replaces a doctor.", "**关于医疗建议。**本书不能代替医生。"),
    ],
)
def test_an_icon_in_a_notice(english, chinese, before, publication):
    def with_icon(text: str) -> str:
        return f"⚠️ {text}" if before else text.replace(".", " ⚠️.").replace("。", "⚠️。")

    put(publication, "source/disclaimers/medical-advice.md", f"\n{english}\n", f"\n{with_icon(english)}\n")
    catalog = "translations/zh_Hans/disclaimers.po"
    put(
        publication,
        catalog,
        f'"{english}"\nmsgstr "{chinese}"',
        f'"{with_icon(english)}"\nmsgstr "{with_icon(chinese)}"',
    )
    upkeep.approve(publication)
    assert [str(problem) for problem in said(publication, "book")] == []


@pytest.mark.parametrize(
    "by", ["Tea cures 🍵 thirst.", "Tea cures thirst 🍵.", "Tea cures thirst. 🍵", "🍵 Tea cures thirst."]
)
def test_an_icon_in_a_claim(by, publication):
    put(publication, "source/text.md", "[Tea cures thirst.]", f"[{by}]")
    put(publication, "translations/zh_Hans/text.po", "[Tea cures thirst.]", f"[{by}]")
    put(publication, "translations/zh_Hans/text.po", "[茶能治好口渴。]", "[茶能治好🍵口渴。]")
    upkeep.approve(publication)
    assert epub_problems(publication) == []


def test_words_in_a_hidden_icon_are_no_icon(publication):
    find = "{{ halves(block) }}\n</div>\n{% else %}"
    assert find in (publication / "templates/epub/base.xhtml").read_text(encoding="utf-8")
    by = '<div class="icon" aria-hidden="true">\n{{ halves(block) }}\n</div>\n</div>\n{% else %}'
    put(publication, "templates/epub/base.xhtml", find, by)
    assert any("cannot be seen (hidden)" in str(problem) for problem in said(publication, "book"))
