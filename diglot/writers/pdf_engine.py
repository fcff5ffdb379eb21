"""WeasyPrint, caged: fonts of our own only, files from memory only, every warning a Problem.

What is installed on the machine has no part in the bytes: a private fontconfig knows a
temporary folder with the fonts that were cut for this text, and nothing else.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from diglot.fonts import OWN_FOLDER
from diglot.model import Place
from diglot.problems import EXIT_SETUP, DiglotError, Problem

if TYPE_CHECKING:
    from weasyprint import HTML

    from diglot.writers.fetch import JobFetcher

VERSION = "70.0"
"""The WeasyPrint that `pdf_patches` was written for."""

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{scratch}/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Laid:
    """A finished PDF and what WeasyPrint said about it."""

    data: bytes
    pages: int
    problems: tuple[Problem, ...]


def write(html: str, files: Mapping[str, bytes], cut: Callable[[Any], Iterable[bytes]], template: str) -> Laid:
    """An HTML page with `files` (relative address -> bytes) as PDF/UA-1.

    `cut` is given the parsed page's root element and gives the fonts it needs; it may raise
    DiglotError. `template` names the page where a Problem has no better place.
    Raises DiglotError D701 (cannot be laid out) or D704 (no WeasyPrint, or another one).
    """
    with TemporaryDirectory(prefix="diglot-") as name:
        folder = Path(name)
        with _fontconfig(OWN_FOLDER, folder / "start"):
            parser = _weasyprint()
        fetcher = _fetcher(files)
        page = parser(string=html, base_url=fetcher.base, url_fetcher=fetcher)
        cut_fonts = folder / "fonts"
        cut_fonts.mkdir()
        for number, font in enumerate(cut(page.etree_element)):
            (cut_fonts / f"{number}").write_bytes(font)
        with _fontconfig(cut_fonts, folder / "layout"):
            return _laid_out(page, fetcher, template)


def _fetcher(files: Mapping[str, bytes]) -> JobFetcher:
    from diglot.writers.fetch import JobFetcher

    return JobFetcher(files)


def _weasyprint() -> type[HTML]:
    try:
        import weasyprint
    except OSError as error:
        raise DiglotError(Problem("D704", str(error).splitlines()[0]), EXIT_SETUP) from error
    if weasyprint.__version__ != VERSION:
        raise DiglotError(Problem("D704", f"found {weasyprint.__version__}, needed {VERSION}"), EXIT_SETUP)
    return weasyprint.HTML


@contextmanager
def _fontconfig(fonts: Path, scratch: Path) -> Iterator[None]:
    """The environment that WeasyPrint reads when it is imported and whenever it makes a
    FontConfiguration: the fonts of one folder. With no font at all Pango would crash."""
    scratch.mkdir()
    config = scratch / "fonts.conf"
    config.write_text(FONTS_CONF.format(fonts=fonts, scratch=scratch), encoding="utf-8")
    names = ("FONTCONFIG_FILE", "PANGO_LANGUAGE")
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ["FONTCONFIG_FILE"] = str(config)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _laid_out(page: HTML, fetcher: JobFetcher, template: str) -> Laid:
    from weasyprint.text.fonts import FontConfiguration

    from diglot.writers.pdf_patches import languages_tagged, lines_filled

    with _warnings(fetcher, template) as problems, languages_tagged(), lines_filled():
        try:
            document = page.render(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")
            data = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
        except (RecursionError, ZeroDivisionError, MemoryError, OverflowError) as error:
            what = f"{type(error).__name__} in WeasyPrint"
            raise DiglotError((*problems, Problem("D701", what, Place(f"templates/{template}")))) from error
    refused = tuple(Problem("D703", url) for url in dict.fromkeys(fetcher.refused))
    return Laid(data, len(document.pages), (*dict.fromkeys(problems), *refused))


class _Collector(logging.Handler):
    """Turns each record into a Problem; about CSS, at the style sheet that was served last."""

    def __init__(self, fetcher: JobFetcher, template: str) -> None:
        super().__init__(logging.WARNING)
        self.fetcher, self.template = fetcher, template
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        css = self.fetcher.last if str(record.msg).startswith(("Ignored", "Invalid", "Parse error")) else ""
        self.problems.append(Problem("D700", record.getMessage(), Place(f"templates/{css or self.template}")))


@contextmanager
def _warnings(fetcher: JobFetcher, template: str) -> Iterator[list[Problem]]:
    logger, collector = logging.getLogger("weasyprint"), _Collector(fetcher, template)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield collector.problems
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
