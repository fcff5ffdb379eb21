"""QR codes: drawn with nothing from outside, printed large enough beside their address, and read from the page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from lxml import etree
from test_checklist import ROOT, styled

from diglot import check, config, pipeline, shelf, sources, writers
from diglot.model import Job, Output
from diglot.problems import DiglotError
from diglot.writers import qr

ADDRESS = "https://example.org/sheets/{edition}/{language}?v=1"
ADDRESSES = tuple((tag, f"https://example.org/sheets/handout/{tag}?v=1") for tag in ("en", "zh-Hans"))
LAYOUTS = [("parallel", "A4"), ("back-to-back", "Letter"), ("interleaved", "A4")]


@pytest.fixture(scope="module")
def handout() -> Job:
    """Our handout as if the publication had an address."""
    found = sources.load(ROOT)
    edition = [one for one in found.publication.editions if one.name == "handout"]
    found = replace(found, publication=replace(found.publication, address=ADDRESS))
    return shelf.job(found, pipeline.edit(found, edition)[0][0])


def laid_out(job: Job, layout: str, paper: str) -> Job:
    return replace(job, manuscript=replace(job.manuscript, output=Output("pdf", layout, paper)))


def decoded(data: bytes, dpi: int) -> list[tuple[str, int]]:
    """(text, page) of each QR code on the pages, drawn in grey."""
    with pdfium.PdfDocument(data) as document:
        pages = [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    return [(code.text, number) for number, page in enumerate(pages, 1) for code in zxingcpp.read_barcodes(page)]


def of_the_code(data: bytes, job: Job) -> tuple[str, str]:
    """(what was found of item 37, what is wrong with it)."""
    findings = check.check(data, job.manuscript).findings
    return next((one.where, one.trouble) for one in findings if one.what == "checklist 37")


@pytest.mark.parametrize(("layout", "paper"), LAYOUTS)
def test_each_code_is_read_from_the_page_and_is_its_address(handout: Job, layout: str, paper: str) -> None:
    job = laid_out(handout, layout, paper)
    assert job.manuscript.addresses == ADDRESSES
    data = writers.render(job).data
    for dpi in (150, 300):
        assert sorted(text for text, _ in decoded(data, dpi)) == sorted(address for _, address in ADDRESSES)
    found, trouble = of_the_code(data, job)
    assert trouble == ""
    assert float(re.findall(r"([\d.]+) mm", found)[0]) >= 20


def test_a_finished_handout_with_codes_has_no_problem(handout: Job) -> None:
    job = laid_out(handout, "parallel", "A4")
    rendered = writers.render(job)
    assert [str(one) for one in (*rendered.problems, *check.check(rendered.data, job.manuscript).problems)] == []


@pytest.mark.parametrize(
    ("name", "find", "by", "said"),
    [
        ("print.css", ".qr img { width: 28mm", ".qr img { width: 18mm", "mm wide"),
        ("print.css", ".qr img {", ".qr img { visibility: hidden;", "is 0.0 mm wide"),
        ("print.css", ".qr p {", ".qr p { visibility: hidden;", "is not in print"),
        ("parts.html", '<a href="{{ address }}">{{ address }}</a>', "", "is not in print"),
        ("parts.html", '<a href="{{ address }}">', "<a>", "does not lead there"),
    ],
)
def test_a_code_that_is_small_or_alone_is_named(handout: Job, name: str, find: str, by: str, said: str) -> None:
    job = styled(name, find, by)(laid_out(handout, "parallel", "A4"))
    checked = check.check(writers.render(job).data, job.manuscript)
    assert [(one.what, said in one.trouble) for one in checked.findings if one.trouble] == [("checklist 37", True)]
    assert [one.code for one in checked.problems] == ["D740"]


def test_without_an_address_there_is_no_code_and_the_report_says_so(handout: Job) -> None:
    job = laid_out(replace(handout, manuscript=replace(handout.manuscript, addresses=())), "parallel", "A4")
    data = writers.render(job).data
    assert decoded(data, 150) == []
    one = next(one for one in check.check(data, job.manuscript).findings if one.what == "checklist 37")
    assert (one.place, one.trouble) == ("absent", "")


def test_our_own_publication_has_no_address() -> None:
    assert config.load(ROOT).address == ""


def test_a_code_asks_for_nothing_and_has_its_white_margin() -> None:
    files = qr.codes(ADDRESSES)
    assert sorted(files) == ["qr-en.svg", "qr-zh-Hans.svg"]
    assert files == qr.codes(ADDRESSES)
    for data in files.values():
        root = etree.fromstring(data)
        assert not [name for one in root.iter() for name in one.attrib if "href" in name or name == "style"]
        # A code has 17 + 4 × its version modules; the margin has four on each side.
        side = float(root.get("viewBox").split()[2])
        assert (side - 2 * 4 - 17) % 4 == 0
        dark = next(one.get("d") for one in root.iter() if one.get("stroke"))
        assert dark.startswith("M4 4.5")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/{edition}",
        "example.org",
        "https://",
        "https://example.org/{title}",
        "https://example.org/{edition",
        "https://example.org/a b",
        "https://example.org/" + "x" * 200,
    ],
)
def test_an_address_that_cannot_be_printed_is_refused_with_its_line(publication: Path, address: str) -> None:
    path = publication / "source/publication.toml"
    path.write_text(
        path.read_text("utf-8").replace("[publication]", f'[publication]\naddress = "{address}"', 1), "utf-8"
    )
    with pytest.raises(DiglotError) as caught:
        config.load(publication)
    (problem,) = caught.value.problems
    line = path.read_text("utf-8").split("address =")[0].count("\n") + 1
    assert (problem.code, problem.place.line) == ("D102", line)


def test_the_address_is_filled_in_for_each_language(publication: Path) -> None:
    path = publication / "source/publication.toml"
    path.write_text(
        path.read_text("utf-8").replace("[publication]", f'[publication]\naddress = "{ADDRESS}"', 1), "utf-8"
    )
    found = sources.load(publication)
    manuscripts, _ = pipeline.edit(found, found.publication.editions)
    for one in manuscripts:
        filled = ADDRESS.replace("{edition}", one.edition)
        assert one.addresses == tuple((tag, filled.replace("{language}", tag)) for tag in one.languages)
    assert "{" in ADDRESS
