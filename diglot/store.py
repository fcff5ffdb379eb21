"""The store: finished files under the digest of all that went into them.

A disposable folder; nothing in it is trusted that its digest does not vouch for. What `changes`
says is for people only.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from diglot import files
from diglot.model import Json

_DAMAGED = (OSError, ValueError, KeyError, TypeError, RecursionError)
"""What reading a file that somebody changed can raise."""


def canonical(value: Any) -> bytes:
    """Any noun as JSON with sorted keys: equal values give equal bytes."""
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Json:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, (date, Path)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(value: Any) -> str:
    """The sha256 of a value's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def key(ingredients: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each ingredient of a file by name; `digest` of this is the file's key."""
    return {name: digest(value) for name, value in ingredients.items()}


def _seal(identity: str, data: bytes, note: Json) -> str:
    """What vouches for an entry: the digest of its key, its bytes and its note."""
    return digest([identity, data, note])


@dataclasses.dataclass(frozen=True, slots=True)
class Store:
    """Finished bytes by key, and for each file name the ingredients of its last build."""

    folder: Path

    def get(self, identity: str) -> tuple[bytes, Json] | None:
        """(bytes, what is noted of it) of a finished file; None where there is none or either was damaged."""
        try:
            data = (self.folder / identity).read_bytes()
            kept = json.loads((self.folder / f"{identity}.json").read_bytes())
            known = kept["sha256"] == _seal(identity, data, kept["note"])
        except _DAMAGED:
            return None
        return (data, kept["note"]) if known else None

    def put(self, identity: str, data: bytes, note: Mapping[str, Json]) -> None:
        """Keep a finished, checked file, and what is to be noted of it."""
        files.write(self.folder / identity, data)
        kept = {"note": note, "sha256": _seal(identity, data, note)}
        files.write(self.folder / f"{identity}.json", canonical(kept))

    def changes(self, name: str, ingredients: Mapping[str, str]) -> list[str]:
        """The names of the ingredients that differ from the last build of the file `name`."""
        try:
            before = json.loads((self.folder / "last" / f"{name}.json").read_bytes())
        except _DAMAGED:
            before = None
        if not isinstance(before, dict):
            return ["never built"]
        return [k for k in sorted({*before, *ingredients}) if before.get(k) != ingredients.get(k)]

    def remember(self, name: str, ingredients: Mapping[str, str]) -> None:
        """Keep the ingredients of a build for the next `changes`."""
        files.write_if_changed(self.folder / "last" / f"{name}.json", canonical(dict(ingredients)))
