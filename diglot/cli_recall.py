"""The verb `recall`: which finished files used a term, a disclaimer or a unit."""

from __future__ import annotations

import argparse
from pathlib import Path

from diglot.console import say
from diglot.model import FINGERPRINT
from diglot.problems import EXIT_OK

ABOUT = (
    "List every finished file that used a term, a disclaimer or a unit, with the version and the fingerprint "
    "that stand in its imprint. Keep the manifest of each edition that you give away, and name it here."
)


def add(parser: argparse.ArgumentParser) -> None:
    """Give the verb its options."""
    parser.description = ABOUT
    parser.set_defaults(run=_recall)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--term", metavar="X", help="a concept, by its id or one of its names")
    what.add_argument("--disclaimer", metavar="Y", help="a kind of disclaimer, or “claims”: what stands beside claims")
    what.add_argument("--unit", metavar="Z", help="a text of the source, whole or a part of it, or its digest")
    parser.add_argument("manifests", nargs="*", type=Path, metavar="MANIFEST", help="default: out/manifest.json")


def _recall(options: argparse.Namespace) -> int:
    from diglot import manifest, sources, usage

    root = options.root.resolve()
    found = sources.load(root)
    paths = options.manifests or [root / "out" / manifest.FILE]
    rows = [row for path in paths for row in manifest.read(path)]
    asked = {"terms": options.term, "disclaimers": options.disclaimer, "units": options.unit}
    part, text = next((part, text) for part, text in asked.items() if text is not None)
    used = usage.recall(rows, part, usage.wanted(found, rows, part, text))
    for one in used:
        made = f"version {one.version}, {one.source[:FINGERPRINT]}, sha256 {one.sha256[:16]}…"
        say([f"{one.file}: {made} ({one.digest})"])
    say([f"{len(used)} of {len(rows)} files"])
    return EXIT_OK
