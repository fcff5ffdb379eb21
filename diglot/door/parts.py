"""The parts of the system that pip cannot install: which there are, and which are missing here."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

HOMEBREW = ("/opt/homebrew/lib", "/usr/local/lib")
FONT_SUFFIXES = (".ttc", ".otf", ".otc")
JAVA_NEEDED = 11
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class Part(NamedTuple):
    """A part of the system: its name for a person, how to see it is there, its Debian package, Homebrew's words.

    Where Homebrew has no package, `brew` is "" and `otherwise` says what to do.
    """

    name: str
    present: Callable[[], bool]
    apt: str
    brew: str = ""
    otherwise: str = ""


def missing(parts: Iterable[Part]) -> list[Part]:
    """Those of `parts` that are not on this machine, in the same order."""
    return [part for part in parts if not part.present()]


def library(linux: str, mac: str) -> Callable[[], bool]:
    """A check that the dynamic loader finds a library, by its soname on Linux or its file name on macOS."""

    def present() -> bool:
        names = [linux] if sys.platform != "darwin" else [mac, *(os.path.join(folder, mac) for folder in HOMEBREW)]
        return any(_loads(name) for name in names)

    return present


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def font(family: str) -> Callable[[], bool]:
    """A check that a file of `family` is installed; variable fonts do not count: they do not give the same bytes twice.

    WeasyPrint 70 ends in a segmentation fault where fontconfig knows no font at all, so this comes before it.
    """

    def present() -> bool:
        return any(
            name.startswith(family) and name.endswith(FONT_SUFFIXES) and "-VF" not in name
            for folder in font_folders()
            for _, _, names in os.walk(folder)
            for name in names
        )

    return present


def font_folders() -> Iterator[str]:
    """Where Linux (XDG base directories, fontconfig's defaults) and macOS keep fonts, the likeliest first."""
    yield "/usr/share/fonts/opentype/noto"
    data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    for folder in [*data.split(":"), home]:
        yield os.path.join(folder, "fonts")
    yield os.path.expanduser("~/.fonts")
    yield os.path.expanduser("~/Library/Fonts")
    yield "/Library/Fonts"


def program(*names: str) -> Callable[[], bool]:
    """A check that one of the programs is on the PATH, or at that place."""
    return lambda: bool(find(*names))


def find(*names: str) -> str:
    """The path of the first program of `names` that is on the PATH (or is itself a path to one), else ""."""
    from shutil import which

    return next((path for name in names if (path := which(name))), "")


def java() -> str:
    """The path of a Java that is new enough for EPUBCheck 5, else ""."""
    home = os.environ.get("JAVA_HOME", "")
    candidates = [os.path.join(home, "bin", "java")] if home else []
    candidates += ["java", "/opt/homebrew/opt/openjdk/bin/java", "/usr/local/opt/openjdk/bin/java"]
    return next((path for name in candidates if (path := find(name)) and java_version(path) >= JAVA_NEEDED), "")


def java_version(path: str) -> int:
    """The major version that `java -version` prints, 8 for "1.8.0"; 0 where it prints none (macOS's stub)."""
    import re
    import subprocess

    said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(found[1]) if found else 0


def chromium() -> str:
    """The path of Chromium or Chrome, else ""."""
    return find("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", *MAC_BROWSERS)


BUILD = (
    Part("Pango", library("libpango-1.0.so.0", "libpango-1.0.dylib"), "libpango-1.0-0", "pango"),
    Part("PangoFT2", library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"), "libpangoft2-1.0-0", "pango"),
    Part(
        "HarfBuzz's subsetter",
        library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
    Part("the font Noto Sans CJK", font("NotoSansCJK"), "fonts-noto-cjk", "font-noto-sans-cjk"),
    Part(
        "the font Noto Serif CJK",
        font("NotoSerifCJK"),
        "fonts-noto-cjk",
        # Homebrew's cask was disabled on 2026-11-22.
        otherwise="put NotoSerifCJK.ttc of the Noto CJK project into ~/Library/Fonts",
    ),
)
"""What a build needs."""

TEST = (
    *BUILD,
    Part("Java 11 or newer, for EPUBCheck", lambda: bool(java()), "default-jre-headless", "openjdk"),
    Part("Chromium, for Ace", lambda: bool(chromium()), "chromium", "chromium"),
    Part("gettext's msgfmt", program("msgfmt"), "gettext", "gettext"),
    Part("Poppler's pdftotext", program("pdftotext"), "poppler-utils", "poppler"),
    Part("Poppler's pdftoppm", program("pdftoppm"), "poppler-utils", "poppler"),
)
"""What the tests need: all of the above, and the validators' machines."""
