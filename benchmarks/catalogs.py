"""Catalogs against their peers, in the same run on the same machine, on a real book.

    python benchmarks/catalogs.py CORPUS     (CORPUS: a checkout of comprehensive-rust: src/, po/)

Extraction against translate-toolkit's md2po (`pip install translate-toolkit[markdown]`), an
update of its zh-TW catalog against GNU msgmerge, and what parity finds in all its catalogs.
Figures are user + system CPU seconds, children included, and seconds on the clock.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diglot import po, po_reader, sources, tree, units  # noqa: E402

RUNS = 3
SEED = 20261123
HALF = 0.5
CHANGED = 0.7
WORDS = 4
PUBLICATION = """\
[publication]
identifier = "book"
title = "Book"
version = "1"
published = 2026-01-01
reviewed = 2026-01-01
next-review = 2027-01-01
source-language = "en"
languages = ["en", "zh-Hant"]
term-languages = ["zh-Hans", "zh-TW", "ja", "ko", "vi", "ms"]
reader = "gfm"
[provenance.en]
translated = "original"
second-reading = "none"
clinical-review = "none"
[provenance.zh-Hant]
translated = "human"
second-reading = "none"
clinical-review = "none"
[editions.book]
documents = [{documents}]
disclaimers = ["medical-advice", "translation"]
[[editions.book.outputs]]
format = "epub"
layout = "interleaved"
"""


def main() -> None:
    """Print every figure."""
    corpus = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        make_publication(root, corpus / "src")
        extraction(root, corpus / "src", Path(folder))
        identity(root)
    with tempfile.TemporaryDirectory() as folder:
        update(Path(folder), corpus)
    parity(corpus)


def make_publication(root: Path, texts: Path) -> None:
    """A publication of a book: its files in one folder of source/, so that they share a catalog."""
    shutil.copytree(
        texts, root / "source/book", ignore=lambda _, names: [n for n in names if "." in n and n[-3:] != ".md"]
    )
    names = sorted(path.relative_to(root / "source").as_posix()[:-3] for path in (root / "source/book").rglob("*.md"))
    (root / "source/publication.toml").write_text(PUBLICATION.format(documents=", ".join(f'"{n}"' for n in names)))
    for folder in ("disclaimers", "glossary"):
        shutil.copytree(ROOT / "source" / folder, root / "source" / folder)
    shutil.copytree(ROOT / "templates", root / "templates")


def measured(
    command: list[str | Path], runs: int = RUNS, before: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """The least (CPU s, clock s) of some runs."""
    figures = []
    for _ in range(runs):
        before()
        started = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(child.pid, 0)
        figures.append((used.ru_utime + used.ru_stime, time.perf_counter() - started))
    return min(f[0] for f in figures), min(f[1] for f in figures)


def extract(root: Path) -> list[str | Path]:
    """The command that brings a publication's catalogs up to date."""
    return [sys.executable, "-m", "diglot", "--root", root, "extract"]


def show(what: str, figures: tuple[float, float], peer: tuple[float, float] | None = None) -> None:
    """One line; with ratios to the peer's CPU and clock."""
    ratios = f"   {figures[0] / peer[0]:5.2f} x CPU, {figures[1] / peer[1]:5.2f} x clock" if peer else ""
    print(f"{what:<46}{figures[0]:7.2f} s CPU {figures[1]:7.2f} s clock{ratios}")


def extraction(root: Path, texts: Path, scratch: Path) -> None:
    """Extraction of the whole book, and again when nothing changed."""
    peer = None
    md2po = shutil.which("md2po")
    if md2po:
        base = [md2po, "-P", "--progress=none", "--errorlevel=none"]
        one = [*base, "--multifile=onefile", texts, scratch / "peer.pot"]
        peer = measured(one)
        show("md2po, one catalog", peer)
        show("md2po, one catalog a file", measured([*base, texts, scratch / "peer"]))
    clean = lambda: [shutil.rmtree(root / name, ignore_errors=True) for name in ("translations", ".diglot")]  # noqa: E731
    show("diglot extract, one catalog and its POT", measured(extract(root), before=clean), peer)
    show("diglot extract, nothing changed", measured(extract(root)), peer)
    show(
        "diglot extract, nothing changed, read again",
        measured(extract(root), before=lambda: shutil.rmtree(root / ".diglot", ignore_errors=True)),
        peer,
    )


def identity(root: Path) -> None:
    """Every unit written as its msgid, read back and put in its place: how many files differ."""
    found = sources.load(root)
    all_units = [(d, u) for d in found.documents for u in found.units[d.file]]
    marks = [units.count_notes(tree.get(d.ast, u.path)) for d, u in all_units]
    # A newline keeps a text from the quick path that wrote most of them: pandoc must read it.
    readings = iter(units.parse([u.msgid + "\n" for _, u in all_units], marks))
    changed = 0
    for document in found.documents:
        back = {u.path: next(readings).inlines for u in found.units[document.file]}
        changed += units.replaced(document.ast, back) != document.ast
    locked = [p for p in found.problems if p.code == "D210"]
    print(f"identity: {changed} of {len(found.documents)} files changed, {len(all_units)} units, {len(locked)} locked")


# --- an update, beside msgmerge ---------------------------------------------------------------


def update(folder: Path, corpus: Path) -> None:
    """The catalog of an older book, filled with what people translated, brought up to the book of today."""
    root, chance = folder / "book", random.Random(SEED)
    make_publication(root, corpus / "src")
    catalog = root / "translations/zh_Hant/book.po"
    subprocess.run(extract(root), cwd=ROOT, capture_output=True, check=False)
    importing = [sys.executable, "-m", "diglot", "--root", root, "import-po", corpus / "po/zh-TW.po"]
    show("diglot import-po zh-TW.po", measured(importing, 1))
    filled = po_reader.parse(catalog.read_bytes(), "filled.po")
    print(f"  {sum(not e.empty for e in filled.messages())} of {len(filled.messages())} messages filled")
    today = sources.load(root)
    texts = {path: path.read_text("utf-8") for path in sorted((root / "source/book").rglob("*.md"))}
    for path in chance.sample(list(texts), len(texts) // 3):
        path.write_text("# Gone\n" if chance.random() < HALF else edited(texts[path], chance), "utf-8")
    older = sources.load(root)
    known = by_place(older, today, filled)
    before = [replace(m, msgstr=known.get(m.key, "")) for m in older.messages("zh-Hant")["book"]]
    header = po.Catalog("older.po", filled.entries[:1])
    (folder / "older.po").write_bytes(po.dump(replace(header, entries=(*filled.entries[:1], *map(po.fresh, before)))))
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    ours = measured(extract(root), before=lambda: shutil.copy(folder / "older.po", catalog))
    merge = [
        "msgmerge",
        "--previous",
        "-q",
        "-o",
        folder / "peer.po",
        folder / "older.po",
        root / "translations/book.pot",
    ]
    theirs = measured(merge, 1)
    show("msgmerge: merging alone", theirs)
    show("diglot extract: reading, extracting, merging", ours, theirs)
    still = {m.key for m in before}
    truth = {key: known[was] for was, key in same_places(older, today) if was in known and key not in still}
    for name, path in (("msgmerge", folder / "peer.po"), ("diglot", catalog)):
        quality(name, path, truth)


def quality(name: str, path: Path, truth: dict[tuple[str, str], str]) -> None:
    """How many texts that were edited got the translation they had, and whether msgfmt accepts the file."""
    found = {e.key: e.msgstr for e in po_reader.parse(path.read_bytes(), name).messages() if e.fuzzy}
    right = sum(found.get(key) == wanted for key, wanted in truth.items())
    other = sum(key in truth and said != truth[key] for key, said in found.items())
    checked = subprocess.run(["msgfmt", "-c", "-o", os.devnull, path], capture_output=True, text=True, check=False)
    print(
        f"{name:<10}{len(found):5} fuzzy; of {len(truth)} edited texts {right} got their own translation, "
        f"{other} another's; msgfmt -c: exit {checked.returncode}"
    )


def edited(text: str, chance: random.Random) -> str:
    """A text with some words of its running lines changed, as an author revises."""
    out, code = [], False
    for line in text.split("\n"):
        code ^= line.startswith("```")
        words = line.split(" ")
        plain = [i for i, word in enumerate(words) if word.isalpha()]
        if not code and re.match(r"(- )?[A-Z][^|]{25,}$", line) and len(plain) > WORDS and chance.random() < CHANGED:
            for at in chance.sample(plain[1:], 1 + len(plain) // 6):
                words[at] = chance.choice(["", f"{words[at]} also", "indeed", words[at].capitalize()])
        out.append(" ".join(words))
    return "\n".join(out)


Key = tuple[str, str]


def same_places(older: sources.Sources, today: sources.Sources) -> list[tuple[Key, Key]]:
    """(key in the older book, key in today's) of the units that stand in the same place."""
    pairs = []
    for document in today.documents:
        new, old = today.units[document.file], older.units[document.file]
        if [u.path for u in new] == [u.path for u in old]:
            pairs += [((o.context, o.msgid), (n.context, n.msgid)) for o, n in zip(old, new, strict=True)]
    return pairs


def by_place(older: sources.Sources, today: sources.Sources, filled: po.Catalog) -> dict[Key, str]:
    """The translation of each message of the older book: that of the text in its place today."""
    entries = {was: filled.find(key) for was, key in same_places(older, today)}
    return {was: e.msgstr for was, e in entries.items() if e and not e.empty}


def parity(corpus: Path) -> None:
    """How many translations parity flags, catalog by catalog."""
    for path in sorted((corpus / "po").glob("*.po")):
        command = [sys.executable, "-m", "diglot", "check", path]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"parity: {Path(ended.stdout.strip()).name}")


if __name__ == "__main__":
    main()
