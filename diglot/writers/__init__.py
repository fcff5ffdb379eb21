"""The table of writers: a format is a module and one line here."""

from __future__ import annotations

from importlib import import_module

from diglot.model import Job, Rendered

WRITERS = {"pdf": "diglot.writers.pdf", "epub": "diglot.writers.epub"}
"""Format -> the module whose `render(job)` makes it, imported only when it is needed."""


def render(job: Job) -> Rendered:
    """The finished file of a job, in memory; pure: same job, same bytes."""
    rendered: Rendered = import_module(WRITERS[job.manuscript.output.format]).render(job)
    return rendered
