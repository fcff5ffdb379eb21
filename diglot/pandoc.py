"""The only door to pandoc: caged (sandbox, time-out, heap limit), batched, by value.

Many small texts go through one process (about 5 ms to start); each is read or written on
its own, so a malformed one costs only itself. Pandoc's Markdown reader takes exponential
time on input such as twenty "[" (jgm/pandoc#1735): when a batch runs out of time it is
halved until the culprit is found, and only that one fails.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import pypandoc

from diglot.model import Json

# What `reader` in publication.toml may say. Citations are off because their parser is the
# commonest way to the exponential cases.
DIALECTS = {
    "markdown": "markdown+east_asian_line_breaks-citations",
    "gfm": "gfm+east_asian_line_breaks",
}
# What a translator sees and writes: the author's real characters, nothing outside inlines.
UNIT_READER = "markdown-smart-citations-yaml_metadata_block-pandoc_title_block"
UNIT_WRITER = "markdown-smart-raw_attribute"
HTML = "html5"

SHARE = 300_000
"""Characters for which another process is worth its start."""
TIMEOUT = 5.0
"""Seconds that any text may take."""
BYTES_A_SECOND = 50_000
"""A batch may take as many seconds longer as it has this many bytes (pandoc reads 700 KB/s)."""
HEAP = "512m"
NURSERY = "16m"
"""Memory between two minor collections: less of the time goes to collecting."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one text: `value` is an AST (reading) or a text (writing).

    `failure` is "" or the reason: pandoc's own message, or "took longer than 5 s".
    """

    value: Any
    failure: str = ""


def read(texts: Sequence[str], dialect: str) -> Iterator[Reply]:
    """Markdown texts -> pandoc ASTs, in order, each as soon as it is there.

    A long book is read in shares by one process a core, so the caller works on the first
    while the last is still being read.
    """
    requests = [{"t": "CodeBlock", "c": [["", [], [["from", dialect]]], text]} for text in texts]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for replies in pool.map(_batch, _shares(requests)):
            yield from replies


def _shares(requests: list[Json]) -> Iterator[list[Json]]:
    """The requests in runs of about `SHARE` characters."""
    run: list[Json] = []
    size = 0
    for request in requests:
        run.append(request)
        size += len(request["c"][1])
        if size >= SHARE:
            yield run
            run, size = [], 0
    yield run


def write(blocks: Iterable[Json], target: str) -> list[Reply]:
    """Lists of AST blocks -> texts in pandoc's format `target`, in order."""
    requests = [{"t": "Div", "c": [["", [], [["to", target]]], b]} for b in blocks]
    return _batch(requests)


def write_and_read(blocks: Iterable[Json], after: Iterable[str], target: str, dialect: str) -> list[Reply]:
    """Lists of AST blocks -> (text in format `target`, AST of that text and `after` in `dialect`), in order."""
    requests = [
        {"t": "Div", "c": [["", [], [["to", target], ["from", dialect], ["after", end]]], b]}
        for b, end in zip(blocks, after, strict=True)
    ]
    return _batch(requests)


@cache
def version() -> str:
    """Pandoc's version, such as "3.9": part of every digest."""
    shown = subprocess.run([_program(), "--version"], capture_output=True, text=True, check=True, timeout=TIMEOUT)
    return shown.stdout.split("\n", 1)[0].removeprefix("pandoc ").strip()


@cache
def api_version() -> Json:
    """The AST version this pandoc speaks, as its JSON says it."""
    return json.loads(_run(b"", ["-f", "markdown", "-t", "json"], TIMEOUT))["pandoc-api-version"]


def _batch(requests: list[Json]) -> list[Reply]:
    if not requests:
        return []
    document = {"pandoc-api-version": api_version(), "meta": {}, "blocks": requests}
    data = json.dumps(document).encode()
    try:
        with as_file(files("diglot") / "lua" / "batch.lua") as script:
            out = _run(data, ["-f", "json", "-t", "json", "-L", str(script)], TIMEOUT + len(data) / BYTES_A_SECOND)
    except subprocess.SubprocessError as error:
        return _halved(requests, error)
    return [_reply(*pair) for pair in zip(requests, json.loads(out)["blocks"], strict=True)]


def _halved(requests: list[Json], error: subprocess.SubprocessError) -> list[Reply]:
    if len(requests) == 1:
        slow = isinstance(error, subprocess.TimeoutExpired)
        return [Reply(None, f"pandoc took longer than {TIMEOUT:g} s" if slow else "pandoc failed (memory or depth)")]
    middle = len(requests) // 2
    halves = (requests[:middle], requests[middle:])
    return [reply for half in halves for reply in _batch(half)]


def _reply(request: Json, block: Json) -> Reply:
    (_, classes, _), content = block["c"]
    if block["t"] == "CodeBlock":
        return Reply(None, content.strip().split("\n")[0]) if classes == ["failed"] else Reply(content)
    first = content[0]["c"][1]
    if request["t"] == "Div":
        return Reply((first, {"blocks": content[1:]}))
    meta = json.loads(first)["meta"] if first else {}
    return Reply({"pandoc-api-version": api_version(), "meta": meta, "blocks": content[1:]})


def _run(stdin: bytes, arguments: list[str], seconds: float) -> bytes:
    command = [_program(), *arguments, "--sandbox", "+RTS", f"-M{HEAP}", f"-A{NURSERY}", "-RTS"]
    return subprocess.run(command, input=stdin, capture_output=True, check=True, timeout=seconds).stdout


@cache
def _program() -> str:
    return str(pypandoc.get_pandoc_path())
