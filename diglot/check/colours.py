"""Colours of style sheets and their contrast (WCAG 2.2)."""

from __future__ import annotations

from typing import NamedTuple

from tinycss2.color3 import parse_color

CLEAR = frozenset({"", "none", "transparent", "initial", "unset", "inherit"})
"""What leaves the ground as it is."""


class Colour(NamedTuple):
    """Red, green and blue, from 0 to 1."""

    red: float
    green: float
    blue: float


WHITE, BLACK = Colour(1, 1, 1), Colour(0, 0, 0)


def known(text: str) -> bool:
    """Whether a value is a colour that can be measured."""
    return parse_color(text) is not None and text != "currentcolor"


def over(text: str, ground: Colour, strength: float = 1.0) -> Colour:
    """A colour of a style sheet laid over a ground; `strength` from 0 to 1 weakens it. It must be `known`."""
    colour = parse_color(text)
    share = min(1.0, max(0.0, colour.alpha * strength))
    return Colour(*(share * mine + (1 - share) * its for mine, its in zip(colour[:3], ground, strict=True)))


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
