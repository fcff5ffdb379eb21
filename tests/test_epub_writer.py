"""The e-book as a phone shows it: laid out by Chromium, measured, nothing may run over the edge."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import copy_publication, needs

from diglot import pipeline, shelf, sources, upkeep, writers
from diglot.check import epub as check
from diglot.door import parts
from diglot.model import Job

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"),
    *("--disable-background-networking", "--disable-sync", "--allow-file-access-from-files"),
)
PAGE = """<!DOCTYPE html><meta charset="utf-8"><body><script>
const found = {};
let open = 0;
for (const name of %s) for (const size of ["100%%", "300%%"]) {
  const frame = document.createElement("iframe");
  frame.style = "width:360px;height:640px;border:0";
  frame.src = name;
  open++;
  frame.onload = () => {
    const root = frame.contentDocument.documentElement;
    root.style.fontSize = size;
    found[name + " " + size] = root.scrollWidth;
    if (!--open) document.body.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
  };
  document.body.append(frame);
}
</script>"""


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    root = copy_publication(tmp_path_factory.mktemp("epub") / "publication")
    found = sources.load(root)
    manuscripts, _ = pipeline.edit(found, found.publication.editions)
    return next(shelf.job(found, m) for m in manuscripts if m.output.format == "epub")


def widths(folder: Path, names: list[str]) -> dict[str, int]:
    """(document, text size) -> how wide it is on a phone of 360 pixels, by Chromium."""
    page = folder / "phone.html"
    page.write_text(PAGE % json.dumps(names), encoding="utf-8")
    words = [parts.chromium(), *FLAGS, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=8000"]
    words += ["--dump-dom", page.as_uri()]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=90, check=True)
    shown = re.search(r"<pre>(.*)</pre>", ended.stdout)
    assert shown, ended.stderr[-500:]
    return json.loads(shown[1])


def test_nothing_runs_over_the_edge_of_a_phone_even_at_300_percent(job, tmp_path):
    needs(parts.chromium(), "Chromium")
    with zipfile.ZipFile(io.BytesIO(writers.render(job).data)) as book:
        book.extractall(tmp_path)
    (tmp_path / "wide.html").write_text("<!DOCTYPE html><p style='width:400px'>x")
    names = ["wide.html", *sorted(f"EPUB/{p.name}" for p in (tmp_path / "EPUB").glob("*.xhtml"))]
    measured = widths(tmp_path, names)
    assert len(measured) == 2 * len(names)
    assert {name for name, width in measured.items() if width > 360} == {"wide.html 100%", "wide.html 300%"}


@pytest.mark.parametrize(
    ("find", "by", "signs"),
    [
        ("嵌套项", "嵌套项⁂", ["⁂"]),
        ('<span class="icon" aria-hidden="true">🌿</span>', '<span class="icon" aria-hidden="true">🛸</span>', ["🛸"]),
        ("Nested item", "Nested item ⁂", []),
    ],
    ids=["a sign in Chinese", "an icon", "a sign that is the reader's own font's"],
)
def test_every_sign_that_the_book_must_draw_itself_is_in_its_fonts(find, by, signs, job):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(writers.render(job).data)) as book, zipfile.ZipFile(out, "w") as changed:
        for info in book.infolist():
            text = book.read(info)
            if info.filename == "EPUB/text-lists.xhtml":
                assert find in text.decode()
                text = text.decode().replace(find, by).encode()
            changed.writestr(info, text)
    found = [p for p in check.check(out.getvalue(), job.manuscript).problems if p.code == "D828"]
    assert [re.search(r": (.) \(U\+", p.message)[1] for p in found] == signs


def test_chapters_keep_the_names_of_their_files_when_one_is_added(publication):
    def names() -> list[str]:
        found = sources.load(publication)
        book = next(m for m in pipeline.edit(found, found.publication.editions, draft=True)[0] if m.edition == "book")
        return [chapter.id for chapter in book.chapters]

    before, text = names(), publication / "source/text.md"
    text.write_text(text.read_text("utf-8").replace("# Claims", "# Added\n\nA text.\n\n# Claims"), "utf-8")
    assert [name for name in names() if name != "text-added"] == before


@pytest.mark.parametrize(("languages", "turned"), [(("en", "fa"), False), (("fa", "en"), True)])
def test_what_is_written_from_right_to_left_says_so(languages, turned, publication):
    path = publication / "source/publication.toml"
    text = path.read_text("utf-8").replace(
        'languages = ["en", "zh-Hans"]', 'languages = ["fa", "en"]\nterm-languages = ["zh-Hans"]', 1
    )
    tags = ", ".join(f'"{tag}"' for tag in languages)
    path.write_text(text.replace('languages = ["en", "zh-Hans"]', f"languages = [{tags}]"), "utf-8")
    (publication / "source/provenance.toml").write_text("", "utf-8")
    upkeep.extract(publication)
    found = sources.load(publication)
    manuscripts = pipeline.edit(found, [e for e in found.publication.editions if e.name == "book"], draft=True)[0]
    job = shelf.job(found, next(m for m in manuscripts if m.output.format == "epub"))
    made = writers.render(job)
    assert [p.code for p in made.problems] == ["D806"]
    with zipfile.ZipFile(io.BytesIO(made.data)) as book:
        package, chapter = book.read("EPUB/package.opf").decode(), book.read("EPUB/text-claims.xhtml").decode()
    assert ('page-progression-direction="rtl"' in package) == turned
    assert '<html xmlns="http://www.w3.org/1999/xhtml"' in chapter
    assert ('xml:lang="fa" dir="rtl">' in chapter.split("<head>")[0]) == turned
    assert 'lang="fa" xml:lang="fa" dir="rtl">' in chapter
    assert 'lang="en" xml:lang="en" dir' not in chapter


def test_series_and_contributors_stand_in_the_package(publication):
    path = publication / "source/publication.toml"
    path.write_text(
        path.read_text("utf-8").replace("[publication]", '[publication]\nseries = "Plain & true"\nseries-position = 3'),
        "utf-8",
    )
    found = sources.load(publication)
    manuscripts = pipeline.edit(found, found.publication.editions)[0]
    job = shelf.job(found, next(m for m in manuscripts if m.output.format == "epub"))
    with zipfile.ZipFile(io.BytesIO(writers.render(job).data)) as book:
        package = book.read("EPUB/package.opf").decode()
    assert '<meta property="belongs-to-collection" id="series">Plain &amp; true</meta>' in package
    assert '<meta refines="#series" property="group-position">3</meta>' in package
    assert ">a test</dc:contributor>" in package
    assert 'property="role" scheme="marc:relators">trl</meta>' in package
