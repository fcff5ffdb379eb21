"""Fonts: which faces an edition needs, what they lack, and small fonts cut from them.

Latin and icons come with diglot (`fontfiles/`, SIL Open Font License 1.1); Chinese,
Japanese and Korean come from the system's Noto CJK, in the region's own face.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import uharfbuzz as hb

from diglot.model import FontFace
from diglot.problems import EXIT_SETUP, DiglotError, Problem

EMOJI = "emoji"
OWN_FOLDER = Path(__file__).parent / "fontfiles"
OWN_FACES = (
    ("SourceSerif4-Regular.ttf", "Source Serif 4", 400, False, ""),
    ("SourceSerif4-Italic.ttf", "Source Serif 4", 400, True, ""),
    ("SourceSerif4-Bold.ttf", "Source Serif 4", 700, False, ""),
    ("SourceSans3-Regular.ttf", "Source Sans 3", 400, False, ""),
    ("SourceSans3-Bold.ttf", "Source Sans 3", 700, False, ""),
    ("NotoEmoji-Regular.ttf", "Noto Emoji", 400, False, EMOJI),
)

SYSTEM_FOLDERS = (
    Path("/usr/local/share/fonts"),
    Path("/usr/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path.home() / "Library/Fonts",
    Path("/Library/Fonts"),
)
CJK_FILES = ("NotoSerifCJK*.[ot]t[cf]", "NotoSansCJK*.[ot]t[cf]")
CJK_KINDS = ("Serif", "Sans")
CJK_WEIGHTS = {"Regular": 400, "Bold": 700}

# Longest tag first: the region's forms of the same characters differ (Unicode, ch. 18).
REGIONS = {
    "zh-Hant-HK": "HK",
    "zh-Hant": "TC",
    "zh-HK": "HK",
    "zh-MO": "HK",
    "zh-TW": "TC",
    "zh": "SC",
    "ja": "JP",
    "ko": "KR",
}

# What a reading system may ask for beyond the default set; small caps would double a face.
FEATURES = (
    *("ccmp", "calt", "halt", "kern", "liga", "locl", "mark", "mkmk"),
    *("palt", "sups", "tnum", "vert", "vhal", "vpal"),
)
NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)
# Identity: WeasyPrint writes glyph numbers where PDF wants CIDs, so both must be the same.
FLAGS = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.CFF_IDENTITY_CHARSET
RARE = (
    (0x3400, 0x4DBF, "Jigmo or Hanazono Mincho"),
    (0x20000, 0x2EBE0, "Jigmo or Hanazono Mincho"),  # Extensions B to F
    (0x2EBF0, 0x323AF, "Jigmo"),  # Extensions G to I
)
"""Han characters that Noto CJK has some of, at most, and the free fonts that have all (first, last, names)."""
INVISIBLE = frozenset("\n\t\r\u00ad\u200b\u2060\ufe0e\ufe0f")


def region(language: str) -> str:
    """The Noto CJK region of a BCP 47 tag ("zh-Hans" -> "SC"), "" where it needs none."""
    if language.startswith("zh-Latn"):
        return ""
    return next((code for tag, code in REGIONS.items() if f"{language}-".startswith(f"{tag}-")), "")


def discover(languages: Iterable[str], folders: Sequence[Path] = SYSTEM_FOLDERS) -> tuple[FontFace, ...]:
    """The faces for these BCP 47 tags: Latin, icons, then each CJK language's own.

    Raises DiglotError D620 (exit code 3) naming the faces that are on none of `folders`, and those of diglot's
    own that are gone.
    """
    if gone := [name for name, *_ in OWN_FACES if not (OWN_FOLDER / name).is_file()]:
        what = f"not found: diglot’s own {', '.join(gone)}"
        raise DiglotError(Problem("D620", what, hint="fetch diglot anew: they are part of it"), EXIT_SETUP)
    own = tuple(
        FontFace(family, str(OWN_FOLDER / name), 0, weight, italic, language, _digest(OWN_FOLDER / name, 0))
        for name, family, weight, italic, language in OWN_FACES
    )
    asian = [tag for tag in dict.fromkeys(languages) if region(tag)]
    if not asian:
        return own
    installed = _installed(tuple(folders))
    wanted = [
        (tag, f"Noto {kind} CJK {region(tag)}", style) for tag in asian for kind in CJK_KINDS for style in CJK_WEIGHTS
    ]
    absent = [f"{family} {style}" for _, family, style in wanted if (family, style) not in installed]
    if absent:
        raise DiglotError(Problem("D620", f"not found: {', '.join(absent)}"), EXIT_SETUP)
    return own + tuple(
        FontFace(family, path, index, CJK_WEIGHTS[style], italic=False, language=tag, digest=_digest(Path(path), index))
        for tag, family, style in wanted
        for path, index in [installed[family, style]]
    )


@cache
def _installed(folders: tuple[Path, ...]) -> Mapping[tuple[str, str], tuple[str, int]]:
    """(family, style) -> (file, index) of every Noto CJK face; the first folder wins."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for path in _files(folders):
        blob = hb.Blob.from_file_path(str(path))
        for index in range(hb.Face(blob, 0).count):
            face = hb.Face(blob, index)
            family, style = face.get_name(16) or face.get_name(1), face.get_name(17) or face.get_name(2)
            if family and style and not face.has_var_data:
                found.setdefault((family, style), (str(path), index))
    return found


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        for pattern in CJK_FILES:
            yield from sorted(folder.rglob(pattern))


@cache
def _digest(path: Path, index: int) -> str:
    """sha256 over the face's table directory, so that 90 MB need not be read.

    It holds each table's name, length and checksum (OpenType, "Organization of an OpenType Font").
    """
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] == b"ttcf":
            file.seek(12 + 4 * index)
            file.seek(int.from_bytes(file.read(4), "big"))
            head = file.read(12)
        directory = file.read(16 * int.from_bytes(head[4:6], "big"))
    return hashlib.sha256(head + directory).hexdigest()


def _open(face: FontFace) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(face.path), face.index)


@cache
def coverage(face: FontFace) -> frozenset[int]:
    """The code points that a face has glyphs for."""
    return frozenset(_open(face).unicodes)


def subset(face: FontFace, codepoints: Iterable[int]) -> bytes:
    """A standalone OTF or TTF with these code points; those the face lacks are left out.

    The same input gives the same bytes. About 15 ms for a CJK face.
    """
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(coverage(face) & frozenset(codepoints))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(_tag(feature) for feature in FEATURES)
    wanted.name_id_set.update(NAMES)
    wanted.flags = FLAGS
    return bytes(hb.subset(_open(face), wanted).blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def missing(faces: Iterable[FontFace], text_by_language: Mapping[str, str]) -> tuple[Problem, ...]:
    """D621 for each character of a text, given by language, that no face of an edition can draw."""
    covered = _covered(tuple(faces))
    return tuple(
        Problem("D621", _unknown(sign, text, language), hint=_covering(ord(sign)), about=sign)
        for language, text in text_by_language.items()
        for sign in sorted(frozenset(text) - INVISIBLE)
        if ord(sign) not in covered
    )


@cache
def _covered(faces: tuple[FontFace, ...]) -> frozenset[int]:
    return frozenset[int]().union(*(coverage(face) for face in faces))


def _unknown(sign: str, text: str, language: str) -> str:
    name = " ".join(filter(None, (f"U+{ord(sign):04X}", unicodedata.name(sign, ""))))
    return f"{name} in “{_around(text, sign)}” ({language})"


def _covering(point: int) -> str:
    """What to do about a character; of a rare Han character, which fonts have it ("" for others)."""
    known = next((names for first, last, names in RARE if first <= point <= last), "")
    return f"{known} would cover it, Noto does not: write another character, or its picture" if known else ""


def _around(text: str, sign: str, width: int = 12) -> str:
    at = text.index(sign)
    return " ".join(text[max(0, at - width) : at + width].split())
