"""`diglot new`: a small publication that builds at once, for others to make their own of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from diglot import files
from diglot.model import Place
from diglot.problems import EXIT_USAGE, DiglotError, Problem

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent
_SKIPPED = {".py", ".pyc"}


def create(folder: Path) -> tuple[str, ...]:
    """Copy the starter into a new or empty folder; the names of the files made.

    Raises DiglotError D925 where the folder has something in it, D920 where it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DiglotError(Problem("D925", "there is something in it already", Place(str(folder))), EXIT_USAGE)
    made = []
    for name, source in sorted(_contents()):
        files.write(folder / name, source.read_bytes())
        made.append(name)
    return tuple(made)


def _contents() -> Iterator[tuple[str, Path]]:
    """(name in the new publication, file to copy). Templates and their translations are
    diglot's own: in a wheel they lie in the package, in a checkout at its top.
    """
    starter, installed = Path(__file__).parent, _PACKAGE / "templates"
    templates = installed if installed.is_dir() else _CHECKOUT / "templates"
    catalog = (
        _PACKAGE / "templates_po/zh_Hans.po" if installed.is_dir() else _CHECKOUT / "translations/zh_Hans/templates.po"
    )
    yield "translations/zh_Hans/templates.po", catalog
    for top, prefix in ((starter, ""), (templates, "templates/")):
        for path in top.rglob("*"):
            if path.is_file() and path.suffix not in _SKIPPED:
                yield prefix + path.relative_to(top).as_posix(), path
