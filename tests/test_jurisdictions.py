"""Emergency numbers: only from the table, and the table only from its source."""

from __future__ import annotations

import phonenumbers
import pytest
from conftest import ROOT
from phonenumbers import PhoneMetadata

from diglot import jurisdictions, pipeline, sources
from diglot.model import Manuscript

TABLE = jurisdictions.read(ROOT)


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.code)
def test_every_number_is_the_one_that_its_source_names(one):
    assert one.source == f"libphonenumber 9.0.43, short-number metadata, {one.code}, emergency"
    assert phonenumbers.is_emergency_number(one.emergency, one.code)
    assert PhoneMetadata.short_metadata_for_region(one.code).emergency.example_number in {one.emergency, "112"}


def book(publication) -> Manuscript:
    found = sources.load(publication)
    return next(m for m in pipeline.edit(found, found.publication.editions)[0] if m.edition == "book")


def said(manuscript: Manuscript, language: str) -> str:
    rows = (*manuscript.front, *manuscript.back)
    return " ".join(text for row in rows for cell in row.cells if cell.language == language for text in cell.texts)


def test_an_edition_without_a_jurisdiction_prints_the_words(publication):
    made = book(publication)
    assert "call your local emergency number" in said(made, "en")
    assert "请拨打当地急救电话" in said(made, "zh-Hans")
    assert "911" not in said(made, "en")
    assert "the call is free" not in said(made, "en")


def test_an_edition_of_a_jurisdiction_prints_its_number_and_its_words_in_every_language(publication):
    toml = publication / "source/publication.toml"
    text = toml.read_text("utf-8").replace('documents = ["text"]\n', 'documents = ["text"]\njurisdiction = "US"\n')
    toml.write_text(text, "utf-8")
    made = book(publication)
    assert "call 911" in said(made, "en")
    assert "请拨打911" in said(made, "zh-Hans")
    assert "When to call 911. When somebody cannot be woken. In the United States, the call" in said(made, "en")
    assert "在美国，拨打是免费的。" in said(made, "zh-Hans")
    assert "local emergency" not in said(made, "en")
