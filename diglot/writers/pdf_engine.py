"""WeasyPrint, caged: fonts of our own only, files from memory only, every warning a Problem.

What is installed on the machine has no part in the bytes: a private fontconfig knows a
temporary folder with the fonts that were cut for this text, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from diglot.fonts import OWN_FOLDER
from diglot.model import Rendered
from diglot.problems import EXIT_SETUP, DiglotError, Problem
from diglot.writers.spreads import Form

VERSION = "70.0"
"""The WeasyPrint that `pdf_patches` was written for."""

PLAIN = Form()
"""Pages in one language, PDF/UA-1."""

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{scratch}/cache</cachedir></fontconfig>
"""


def write(
    html: str,
    files: Mapping[str, bytes],
    cut: Callable[[Any], Iterable[bytes]],
    template: str,
    form: Form = PLAIN,
) -> Rendered:
    """An HTML page with `files` (relative address -> bytes) as PDF/UA-1.

    `cut` is given the parsed page's root element and gives the fonts it needs; it may raise
    DiglotError. `template` names the page where a Problem has no better place.
    Raises DiglotError D701, D737 (cannot be laid out) or D704 (no WeasyPrint, or another one).
    """
    with TemporaryDirectory(prefix="diglot-") as name:
        folder = Path(name)
        with _fontconfig(OWN_FOLDER, folder / "start"):
            layout = _layout()
        page = layout.parse(html, files)
        fonts = folder / "fonts"
        fonts.mkdir()
        for number, font in enumerate(cut(page.root)):
            (fonts / f"{number}").write_bytes(font)
        with _fontconfig(fonts, folder / "layout"):
            rendered: Rendered = layout.lay_out(page, template, form)
    return rendered


def _layout() -> Any:
    """The module that imports WeasyPrint, which looks for fonts at once."""
    if (found := version("weasyprint")) != VERSION:
        raise DiglotError(Problem("D704", f"found {found}, needed {VERSION}"), EXIT_SETUP)
    try:
        return import_module("diglot.writers.pdf_layout")
    except OSError as error:
        raise DiglotError(Problem("D704", str(error).partition("\n")[0]), EXIT_SETUP) from error


@contextmanager
def _fontconfig(fonts: Path, scratch: Path) -> Iterator[None]:
    """The environment that WeasyPrint reads when it is imported and for each layout.

    It names the fonts of one folder. With no font at all Pango would crash.
    """
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
