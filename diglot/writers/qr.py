"""QR codes (ISO/IEC 18004) of a publication's addresses, as SVG that asks for nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterable

import segno

QUIET = 4
"""Modules of white on each side (ISO/IEC 18004, 6.3.8)."""
LEVEL = "m"
"""The least error correction: 15 % of the code may be lost."""


def codes(addresses: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """`qr-<language>.svg` -> the code of its address."""
    return {f"qr-{language}.svg": _svg(address) for language, address in addresses}


def _svg(address: str) -> bytes:
    out = io.BytesIO()
    code = segno.make_qr(address, error=LEVEL)
    code.save(out, kind="svg", border=QUIET, light="#fff", omitsize=True, xmldecl=False, nl=False)
    return out.getvalue()
