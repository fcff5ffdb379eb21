"""The only module that lays out: WeasyPrint with everything it says turned into Problems.

Imported by `pdf_engine` alone, inside the private fontconfig.
"""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

from cssselect2 import ElementWrapper
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from diglot.model import Pages, Place, Rendered
from diglot.problems import DiglotError, Problem
from diglot.writers import archive, chinese, fitting, notes, spreads
from diglot.writers.fetch import BASE, JobFetcher
from diglot.writers.pdf_chinese import chinese_set
from diglot.writers.pdf_patches import patched
from diglot.writers.spreads import Form

VARIANT = "pdf/ua-1"
PRINT = 4
"""The flag of an annotation that is printed (ISO 32000-1, table 165; ISO 14289-1, 7.18.1)."""
PARALLEL = "parallel"
"""The layout with a column for each language."""
CSS_POSITION = re.compile(r" at (\d+):\d+, ")
"""Where WeasyPrint's warnings about a declaration say it stands: line and column."""

SHOWN = 60
"""How much is shown of what WeasyPrint says when it gives up."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page and the only files it can ask for."""

    html: HTML
    fetcher: JobFetcher

    @property
    def root(self) -> Any:
        """The `html` element (xml.etree)."""
        return self.html.etree_element


def parse(html: str, files: Mapping[str, bytes]) -> Page:
    """An HTML page with `files` (relative address -> bytes)."""
    fetcher = JobFetcher(files)
    return Page(HTML(string=html, base_url=BASE, url_fetcher=fetcher), fetcher)


def lay_out(page: Page, template: str, form: Form) -> Rendered:
    """The page as PDF/UA-1, and PDF/A-3a where that is asked for.

    Raises DiglotError D701 where WeasyPrint gives up, D706, D707, D737 (see `fitting`, `spreads`).
    """
    fonts, variant = FontConfiguration(), archive.VARIANT if form.archive else VARIANT

    paired = form.layout == PARALLEL

    def render(root: Any) -> Any:
        html = copy(page.html)
        html.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        html.etree_element = root
        return html.render(font_config=fonts, pdf_variant=variant, presentational_hints=True)

    with _warnings(page.fetcher, template) as problems, patched(template), chinese_set(), _uncollected():
        try:
            root = page.root
            notes.prepare(root, form.languages, paired=paired)
            chinese.prepare(root)
            measured = partial(_quietly, render)
            if form.is_sided:
                document, shown, said = spreads.laid_out(root, form, render, measured, template)
            else:
                (document, said), shown = fitting.fitted(root, render, template, paired=paired), ""
            problems.extend(said)
            if form.archive:
                archive.universal(document.metadata)
            data = document.write_pdf(pdf_variant=variant, pdf_tags=True, finisher=_finisher(shown))
        except DiglotError:
            raise
        except Exception as error:  # no style sheet may end in a traceback
            what = f"{type(error).__name__} in WeasyPrint: {str(error)[:SHOWN]}"
            raise DiglotError((*problems, Problem("D701", what, Place(f"templates/{template}")))) from error
    refused = tuple(Problem("D703", url) for url in dict.fromkeys(page.fetcher.refused))
    return Rendered(data, _pages(document.pages), (*dict.fromkeys(problems), *refused))


def _quietly(render: Callable[[Any], Any], root: Any) -> Any:
    """A layout to measure by: what is only there in the other language is missed, and no Problem."""
    logger = logging.getLogger("weasyprint")
    logger.disabled = True
    try:
        return render(root)
    finally:
        logger.disabled = False


def _finisher(shown: str) -> Callable[[Any, Any], None]:
    """What sets a finished PDF's /PageLayout, "" for none; and that its links are there in print, too."""

    def finish(_document: Any, pdf: Any) -> None:
        if shown:
            pdf.catalog["PageLayout"] = shown
        for one in pdf.objects:
            if isinstance(one, dict) and one.get("Subtype") == "/Link":
                one["F"] = PRINT

    return finish


def _pages(pages: Any) -> Pages:
    """The ids of what begins on each page: what goes on from the page before is no beginning."""
    found: dict[str, int] = {}
    for number, page in enumerate(pages):
        # A place is (left, top, …), pt.
        for name, _ in sorted(page.anchors.items(), key=lambda one: (one[1][1], one[1][0])):
            found.setdefault(name, number)
    return tuple(tuple(name for name, at in found.items() if at == number) for number in range(len(pages)))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Layout makes millions of boxes that live to its end: looking for cycles cost 25 % of it."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class _Collector(logging.Handler):
    """Turns each record into a Problem; about CSS, at the style sheet that was served last."""

    def __init__(self, fetcher: JobFetcher, template: str) -> None:
        super().__init__(logging.WARNING)
        self.fetcher, self.template = fetcher, template
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        at = CSS_POSITION.search(message)
        place = Place(f"templates/{self.fetcher.last}", int(at[1])) if at else Place(f"templates/{self.template}")
        if not any(url in message for url in self.fetcher.refused):
            self.problems.append(Problem("D700", message, place))


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
