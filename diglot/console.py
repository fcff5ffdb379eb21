"""What a person reads: problems, progress and results. The only place that prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from diglot.model import Place
from diglot.problems import EXIT_OK, EXIT_PROBLEMS, Problem


def report(problems: Iterable[Problem]) -> None:
    """Each problem on a line of standard error, in the order of files and lines."""
    colour = _colours(sys.stderr)
    for problem in sorted(problems, key=lambda p: (p.place or Place(""), p.code)):
        line = str(problem)
        if colour:
            mark = {"error": "\033[31m", "warning": "\033[33m"}.get(problem.severity, "")
            line = line.replace(
                f"{problem.severity} {problem.code}", f"{mark}{problem.severity} {problem.code}\033[0m", 1
            )
        sys.stderr.write(line + "\n")


class Progress:
    """A bar on a terminal, a plain line for each step in a pipe; on standard error."""

    def __init__(self) -> None:
        self._bar = sys.stderr.isatty()

    def step(self, what: str, done: int, total: int) -> None:
        """One more of `total` is done."""
        if self._bar:
            filled = 24 * done // max(total, 1)
            sys.stderr.write(f"\r\033[K[{'█' * filled}{'·' * (24 - filled)}] {done}/{total} {what}")
        else:
            sys.stderr.write(f"[{done}/{total}] {what}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            sys.stderr.write("\r\033[K")


def say(lines: Iterable[str]) -> None:
    """Each line on standard output."""
    for line in lines:
        sys.stdout.write(line + "\n")


def _colours(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)()) and "NO_COLOR" not in os.environ


def shown(path: Path) -> str:
    """A path as a reader would type it: relative where it is below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def exit_code(problems: Iterable[Problem]) -> int:
    """1 where there is an error among the problems, else 0."""
    return EXIT_PROBLEMS if any(p.severity == "error" for p in problems) else EXIT_OK
