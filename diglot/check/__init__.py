"""Checks that read the finished files back; each returns Problems and changes nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from diglot.check import booklet
from diglot.check.findings import Checked
from diglot.model import Manuscript
from diglot.problems import Problem

CHECKS = {"pdf": "diglot.check.pdf", "epub": "diglot.check.epub"}
"""Format -> the module whose `check(data, manuscript)` reads it back."""


def check(data: bytes, manuscript: Manuscript, pages: bytes = b"") -> Checked:
    """What a finished file is asked for, what was found, and what is wrong with it.

    `pages`: of a booklet the PDF whose pages it shows.
    """
    if manuscript.output.booklet:
        return booklet.check(data, pages, manuscript)
    found: Checked = import_module(CHECKS[manuscript.output.format]).check(data, manuscript)
    return found


def validate(path: Path, manuscript: Manuscript) -> tuple[Problem, ...]:
    """What an outside validator says of a finished file, where one is installed.

    EPUBCheck needs Java, which only the tests' set-up brings; PDF/UA is part of `check`.
    """
    if manuscript.output.format != "epub":
        return ()
    return tuple(import_module(CHECKS["epub"]).epubcheck(path) or ())
