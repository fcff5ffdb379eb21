"""The verbs of `terms`: their options, and what they print."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from diglot.console import exit_code, report, say
from diglot.problems import EXIT_OK, EXIT_PROBLEMS

MANY = 50
"""How many lines of what an import left out are shown."""


def add(parser: argparse.ArgumentParser) -> None:
    """Give the verb `terms` its own verbs."""
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verbs.add_parser("list", help="show every concept").set_defaults(run=_list)
    find = verbs.add_parser("find", help="show the concepts whose names or definition hold a text")
    find.set_defaults(run=_find)
    find.add_argument("text", metavar="TEXT")
    where = verbs.add_parser("where-used", help="show every message that names a concept")
    where.set_defaults(run=_where)
    where.add_argument("concept", metavar="CONCEPT", help="an id, as `terms list` shows it")
    lint = verbs.add_parser("lint", help="check every translation against the term base")
    lint.set_defaults(run=_lint)
    lint.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    candidates = verbs.add_parser("candidates", help="show frequent words of the source that have no concept yet")
    candidates.set_defaults(run=_candidates)
    export = verbs.add_parser("export", help="write the term base for other programs; what is lost is listed")
    export.set_defaults(run=_export)
    export.add_argument("--format", choices=("tbx", "tbx3", "csv", "tsv", "po"), required=True)
    _language(export)
    export.add_argument("-o", dest="file", type=Path, metavar="FILE", help="default: standard output")
    bring = verbs.add_parser("import", help="enter the names of TBX, CSV, TSV or PO files as proposed")
    bring.set_defaults(run=_import)
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _language(bring)


def _language(parser: argparse.ArgumentParser) -> None:
    text = "of tables, whose files do not say it (default: the first target language)"
    parser.add_argument("--language", metavar="TAG", help=text)


def _list(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    say([terms.listed(sources.load(options.root.resolve()))])
    return EXIT_OK


def _find(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    found = terms.find(sources.load(options.root.resolve()), options.text)
    say([terms.shown(concept) for concept in found] or [f"no concept has “{options.text}”"])
    return EXIT_OK if found else EXIT_PROBLEMS


def _where(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    root = options.root.resolve()
    uses = terms.where_used(sources.load(root), root, options.concept)
    say([f"{use.place}: {use.shown}" for use in uses] or ["it is not used"])
    return EXIT_OK


def _lint(options: argparse.Namespace) -> int:
    from diglot import terms

    results, told = terms.lint(options.root.resolve())
    problems = [*(one.problem for one in results), *told]
    if options.format == "text":
        report(problems)
        say([f"{len(results)} findings"])
    else:
        say([terms.as_json(results) if options.format == "json" else terms.as_sarif(results)])
    return exit_code(problems)


def _candidates(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    found = terms.candidates(sources.load(options.root.resolve()))
    say([f"{count:4}  {phrase}" for phrase, count in found] or ["no word is frequent enough"])
    return EXIT_OK


def _export(options: argparse.Namespace) -> int:
    from diglot import files, sources, terms

    found = sources.load(options.root.resolve())
    written = terms.export(found, options.format, options.language or sources.targets(found.publication)[0])
    if options.file:
        files.write(options.file, written.data)
    else:
        sys.stdout.buffer.write(written.data)
    for loss in written.losses:
        sys.stderr.write(f"{options.format} cannot hold: {loss}\n")
    return EXIT_OK


def _import(options: argparse.Namespace) -> int:
    from diglot import terms

    taken = terms.bring(options.root.resolve(), options.files, options.language)
    say([f"{one.concept.id} {one.language}: “{one.text}” is proposed" for one in taken.proposals])
    say([] if taken.proposals else ["nothing new"])
    for line in taken.left[:MANY]:
        sys.stderr.write(f"not taken: {line}\n")
    if len(taken.left) > MANY:
        sys.stderr.write(f"not taken: {len(taken.left) - MANY} more\n")
    return EXIT_OK
