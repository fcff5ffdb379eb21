"""Making files from jobs: in this process, or in workers that are spawned and limited.

A worker is sent a job by value and sends the finished, checked file back; the caller writes.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from threading import Thread

from diglot import check, writers
from diglot.check.findings import Finding
from diglot.model import Job, Manuscript, Rendered
from diglot.problems import DiglotError, Problem

MEMORY = 6 * 2**30
"""Bytes of address space a worker may use (WeasyPrint: about 1 GB for 480 pages)."""
ORPHAN_SECONDS = 1.0
"""How soon a worker notices that its parent was killed."""
SECONDS = 900
"""CPU seconds one worker may use."""


@dataclass(frozen=True, slots=True)
class Made:
    """The outcome of one job: a file with its problems, or only problems."""

    number: int
    manuscript: Manuscript
    rendered: Rendered | None
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...] = ()


def make(number: int, job: Job) -> Made:
    """Render and read back one job, in the first of its layouts that has room."""
    try:
        job, rendered = _fitting(job)
        checked = check.check(rendered.data, job.manuscript, job.pages)
        problems = (*rendered.problems, *checked.problems)
        return Made(number, job.manuscript, rendered, problems, checked.findings)
    except DiglotError as error:
        return Made(number, job.manuscript, None, error.problems)


def _fitting(job: Job) -> tuple[Job, Rendered]:
    """The job with the layout that it was made in, and the file."""
    while True:
        rendered, output = writers.render(job), job.manuscript.output
        if not output.instead or len(rendered.pages) <= output.pages:
            return job, rendered
        other = replace(output, layout=output.instead[0], instead=output.instead[1:])
        job = replace(job, manuscript=replace(job.manuscript, output=other))


def make_all(jobs: Sequence[Job], workers: int) -> Iterator[Made]:
    """Each job's outcome as it is ready. One worker: in this process, so a debugger works."""
    if workers <= 1 or len(jobs) <= 1:
        for number, job in enumerate(jobs):
            yield make(number, job)
        return
    with ProcessPoolExecutor(min(workers, len(jobs)), get_context("spawn"), _begin, (os.getpid(),)) as pool:
        waiting = {pool.submit(make, number, job): number for number, job in enumerate(jobs)}
        for future in as_completed(waiting):
            try:
                yield future.result()
            except BrokenProcessPool:
                message = f"the worker that made {jobs[waiting[future]].manuscript.stem} was stopped (memory or time)"
                yield Made(waiting[future], jobs[waiting[future]].manuscript, None, (Problem("D921", message),))


def _begin(parent: int) -> None:
    """What each worker does first: limits, and a watch that ends it with the process it works for."""
    Thread(target=_watch, args=(parent,), daemon=True).start()
    for what, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_SECONDS)
    os._exit(1)
