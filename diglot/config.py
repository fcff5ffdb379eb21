"""publication.toml -> Publication; every error has file, line and the known values."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from babel import Locale, UnknownLocaleError

from diglot import jurisdictions, provenance, toml
from diglot.model import SIDED, Edition, Output, Publication, locale
from diglot.papers import PAPERS
from diglot.problems import EXIT_USAGE, DiglotError, Problem

FILE = "source/publication.toml"
DISCLAIMERS = ("medical-advice", "evidence", "tcm-framework", "emergency", "translation", "provenance")
AUDIENCES = ("patients",)
SINGLE = "single"
"""The layout of one language."""
LAYOUTS = {"pdf": ("parallel", "interleaved", "facing", "back-to-back", SINGLE), "epub": ("interleaved", SINGLE)}
"""The layouts each format can be written in."""
MAX_REVIEW_YEARS = 3
READERS = ("markdown", "gfm")
"""How the documents are written: Pandoc's Markdown, or GitHub's."""
_NAME = re.compile(r"[^\W_][\w.-]*(/[^\W_][\w.-]*)*")
MAX_ADDRESS = 200
"""Characters of an address: the QR code of a longer one is too fine for print."""
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[^\s{}<>\"\\^`|]*)?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS = ("identifier", "title", "version", "published", "reviewed", "next-review", "author", "rights")


def load(root: Path) -> Publication:
    """The publication in a folder.

    Raises DiglotError: D103 where there is none, D101 for TOML, D102 for a value.
    """
    try:
        data = (root / FILE).read_bytes()
    except OSError as error:
        message = f"there is no publication in {root}: {FILE} cannot be read ({error.strerror})"
        hint = "start one with: diglot new FOLDER"
        raise DiglotError(Problem("D103", message, None, hint), EXIT_USAGE) from error
    return _publication(root, toml.parse(data, FILE))


def _publication(root: Path, top: toml.Table) -> Publication:
    top.only(("publication", "policy", "editions"))
    main = top.table("publication")
    main.only(
        (*_KEYS, "series", "series-position", "source-language", "languages", "term-languages", "reader", "address")
    )
    languages = main.strings("languages")
    for tag in languages:
        _check_tag(main, tag)
    source = main.word("source-language", languages)
    published, reviewed, next_review = (main.day(key) for key in ("published", "reviewed", "next-review"))
    if not reviewed <= next_review <= reviewed.replace(year=reviewed.year + MAX_REVIEW_YEARS):
        raise main.error("next-review", f"next-review must be within {MAX_REVIEW_YEARS} years after reviewed")
    regions = jurisdictions.read(root)
    return Publication(
        root=root,
        identifier=_slug(main, "identifier"),
        title=_filled(main, "title"),
        version=_filled(main, "version"),
        published=published,
        reviewed=reviewed,
        next_review=next_review,
        author=main.string("author", ""),
        series=main.string("series", ""),
        position=_position(main),
        rights=main.string("rights", ""),
        source_language=source,
        reader=main.word("reader", READERS, "markdown"),
        languages=languages,
        term_languages=main.strings("term-languages", ()),
        address=_address(main),
        editions=_editions(top.table("editions"), languages, source, [j.code for j in regions]),
        provenance=provenance.read(root, languages, source),
        policy=provenance.policy(top.table("policy")) if "policy" in top.values else provenance.STRICT,
        jurisdictions=regions,
        place=main.place("title"),
    )


def _filled(table: toml.Table, key: str) -> str:
    value = table.string(key)
    if not value.strip():
        raise table.error(key, f"{key} is empty")
    return value


def _position(table: toml.Table) -> int:
    value = table.values.get("series-position", 0)
    if type(value) is not int or value < 0 or (value and not table.string("series", "")):
        raise table.error("series-position", "series-position must be a number of a series that is named")
    return value


def _address(table: toml.Table) -> str:
    """Where the current version is found, "" where the publication has no address."""
    value = table.string("address", "")
    plain = value.replace("{edition}", "").replace("{language}", "")
    if value and (not _HTTPS.fullmatch(plain) or len(value) > MAX_ADDRESS):
        message = f"address must begin with https:// and have {MAX_ADDRESS} characters at the most"
        raise table.error("address", message, "of braces only {edition} and {language} can stand in it")
    return value


def _slug(table: toml.Table, key: str) -> str:
    value = table.string(key)
    if not _SLUG.fullmatch(value):
        raise table.error(key, f"{key} “{value}” must be small letters, digits and single hyphens")
    return value


def _check_tag(table: toml.Table, tag: str) -> None:
    try:
        Locale.parse(locale(tag))
    except (UnknownLocaleError, ValueError) as error:
        hint = "use a BCP 47 tag such as en, zh-Hans, zh-Hant-TW"
        raise table.error("languages", f"“{tag}” is not a language tag that CLDR knows", hint) from error


def _editions(
    table: toml.Table, languages: tuple[str, ...], source: str, regions: Sequence[str]
) -> tuple[Edition, ...]:
    found = tuple(_edition(name, one, languages, source, regions) for name, one in table.tables())
    if not found:
        raise table.error("", "no edition is named", "add [editions.book]")
    return found


def _edition(name: str, table: toml.Table, languages: tuple[str, ...], source: str, regions: Sequence[str]) -> Edition:
    table.only(("design", "documents", "disclaimers", "languages", "outputs", "jurisdiction", "terms-of", "audience"))
    chosen = table.strings("languages", languages)
    _known(table, "languages", chosen, languages)
    disclaimers = table.strings("disclaimers")
    _known(table, "disclaimers", disclaimers, DISCLAIMERS)
    needed = {"medical-advice", provenance.MARK, *(["translation"] if set(chosen) != {source} else [])}
    if needed - set(disclaimers):
        raise table.error("disclaimers", f"the edition must have the disclaimer {min(needed - set(disclaimers))}")
    if not _SLUG.fullmatch(name):
        raise table.error("", f"edition “{name}” must be small letters, digits and single hyphens")
    return Edition(
        name=name,
        design=table.string("design", name),
        documents=_documents(table, "documents"),
        languages=chosen,
        disclaimers=disclaimers,
        outputs=_outputs(table, len(chosen)),
        place=table.place(),
        jurisdiction=_jurisdiction(table, regions),
        audience=table.word("audience", AUDIENCES) if "audience" in table.values else "",
        terms_of=_documents(table, "terms-of" if "terms-of" in table.values else "documents"),
    )


def _jurisdiction(table: toml.Table, regions: Sequence[str]) -> str:
    code = table.string("jurisdiction", "")
    if code and code not in regions:
        hint = f"{jurisdictions.FILE} has: {', '.join(regions) or 'nothing'}; add it there with its source"
        raise DiglotError(Problem("D509", f"nothing is known of “{code}”", table.place("jurisdiction"), hint))
    return code


def _documents(table: toml.Table, key: str) -> tuple[str, ...]:
    names = table.strings(key)
    for name in names:
        if not _NAME.fullmatch(name):
            raise table.error(key, f"“{name}” cannot be a document", "name it as in source/<name>.md")
    return names


def _known(table: toml.Table, key: str, chosen: Collection[str], known: Collection[str]) -> None:
    for value in chosen:
        if value not in known:
            raise table.error(key, f"“{value}” in {key} is not known", f"known: {', '.join(known)}")
    if not chosen:
        raise table.error(key, f"{key} is empty")


def _outputs(table: toml.Table, languages: int) -> tuple[Output, ...]:
    rows = table.values.get("outputs")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise table.error("outputs", f"[{table.name}] needs at least one [[{table.name}.outputs]]")
    found = []
    for number, row in enumerate(rows):
        one = toml.Table(table.file, f"{table.name}.outputs", row, table.text, number)
        found += _output(one, languages)
    names = [(output.format, output.forms) for output in found]
    if len(set(names)) < len(names):
        raise table.error("outputs", "the same output stands twice")
    return tuple(found)


def _output(one: toml.Table, languages: int) -> list[Output]:
    """What one table asks for: an output, and where it says so the booklet that is made of its pages."""
    form = one.word("format", LAYOUTS)
    one.only(("format", "layout", *(("paper", "pages", "booklet", "press", "archive") if form == "pdf" else ())))
    layout, *instead = _layouts(one, form, languages)
    if form != "pdf":
        return [Output(form, layout)]
    output = Output(
        form,
        layout,
        one.word("paper", PAPERS, "A4"),
        pages=_pages(one, bool(instead)),
        instead=tuple(instead),
        press=one.boolean("press", default=False),
        archive=one.boolean("archive", default=False),
    )
    booklet = one.boolean("booklet", default=False)
    if output.press + output.archive + booklet > 1:
        message = "only one of press, archive and booklet can be asked of an output"
        raise one.error("press", message, "name two outputs")
    return [output, replace(output, booklet=True)] if booklet else [output]


def _layouts(one: toml.Table, form: str, languages: int) -> tuple[str, ...]:
    """The layout, and those to take instead where it needs too many pages."""
    several = isinstance(one.values.get("layout"), list)
    found = one.strings("layout") if several else (one.word("layout", LAYOUTS[form]),)
    _known(one, "layout", found, LAYOUTS[form])
    if several and (form != "pdf" or len(set(found)) < len(found)):
        raise one.error("layout", "several layouts are for a PDF, each named once")
    for layout in found:
        if (layout == SINGLE) != (languages == 1):
            message = f"the layout is {layout}, but the edition has {languages} language{'s' * (languages > 1)}"
            raise one.error("layout", message, f"{SINGLE} is for one language, the others for more")
        if layout in SIDED and languages > 2:
            raise one.error("layout", f"the layout {layout} is for two languages, not for {languages}")
    return found


def _pages(one: toml.Table, several: bool) -> int:
    value = one.values.get("pages", 0)
    if type(value) is not int or value < ("pages" in one.values):
        raise one.error("pages", "pages must be the most pages that there may be, 1 or more")
    if several and not value:
        raise one.error(
            "layout", "of several layouts the first that fits is taken: say how many pages may be", "pages = …"
        )
    return value
