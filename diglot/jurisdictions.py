"""Regions and their emergency numbers: only what has a source may be printed, nothing is guessed."""

from __future__ import annotations

import re
from pathlib import Path

from diglot import toml
from diglot.model import Jurisdiction

FILE = "source/jurisdictions.toml"
_CODE = re.compile("[A-Z]{2}")
_NUMBER = re.compile("[0-9]{2,5}")


def read(root: Path) -> tuple[Jurisdiction, ...]:
    """The table of regions; () where there is none. Raises DiglotError D101, D102."""
    top = toml.read(root, FILE)
    return tuple(_one(code, table) for code, table in top.tables()) if top else ()


def _one(code: str, table: toml.Table) -> Jurisdiction:
    table.only(("emergency", "source"))
    if not _CODE.fullmatch(code):
        raise table.error("", f"“{code}” is no region", "name it by ISO 3166-1, such as US")
    number, source = table.string("emergency"), table.string("source").strip()
    if not _NUMBER.fullmatch(number):
        raise table.error("emergency", f"the emergency number “{number}” must be 2 to 5 digits")
    if not source:
        raise table.error("source", "an emergency number must have a source")
    return Jurisdiction(code, number, source)
