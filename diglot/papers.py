"""Sizes of paper."""

from __future__ import annotations

PAPERS = {
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "Letter": (215.9, 279.4),
    "Half-Letter": (139.7, 215.9),
}
"""Width and height, mm (ISO 216; ANSI/ASME Y14.1)."""
