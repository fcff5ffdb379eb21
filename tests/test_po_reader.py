"""Bad PO files: a clear problem with its line, or the right reading; never a silent empty catalog.

tests/cases/po has a file for each way to break one; tests/cases/po-tools files as translators'
programs write them.
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import needs

from diglot import po, po_reader
from diglot.problems import DiglotError

CASES = Path(__file__).parent / "cases" / "po"
TOOLS = sorted((Path(__file__).parent / "cases" / "po-tools").glob("*.po"))
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((CASES / "expected.toml").read_text(encoding="utf-8"))
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
# We read what can have one meaning only. Ours to refuse: what hides in an editor, and what
# would be read as something else by some tool.
READ_ALTHOUGH_MSGFMT_REFUSES = {"bom", "plural-placeholder"}


def test_every_file_is_expected():
    assert {path.stem for path in CASES.glob("*.po")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file(name):
    data = (CASES / f"{name}.po").read_bytes()
    wanted = EXPECTED[name]["we"]
    if isinstance(wanted, int):
        catalog = po_reader.parse(data, f"{name}.po")
        assert len(catalog.messages()) == wanted
        assert po.dump(catalog) == data
        assert EXPECTED[name]["msgfmt"] or name in READ_ALTHOUGH_MSGFMT_REFUSES
    else:
        with pytest.raises(DiglotError) as caught:
            po_reader.parse(data, f"{name}.po")
        assert str(caught.value).startswith(wanted)


def test_msgfmt_says_what_we_say_it_says():
    needs(shutil.which("msgfmt"), "msgfmt (gettext)")
    for name, case in EXPECTED.items():
        ended = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", CASES / f"{name}.po"], capture_output=True, check=False
        )
        assert (ended.returncode == 0) == case["msgfmt"], name


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.stem)
def test_files_of_translators_programs_keep_their_bytes(path):
    data = path.read_bytes()
    found = po_reader.parse(data, path.name)
    assert found.messages()
    assert po.dump(found) == data


def test_a_file_cut_anywhere_is_named_or_holds_only_whole_entries():
    data = (TOOLS[0]).read_bytes()
    whole = [(e.key, e.msgstr) for e in po_reader.parse(data, "t.po").entries]
    for length in range(1, len(data)):
        try:
            found = [(e.key, e.msgstr) for e in po_reader.parse(data[:length], "t.po").entries]
        except DiglotError:
            continue
        assert found[:-1] == whole[: len(found) - 1]
        key, msgstr = found[-1]
        # A text of several lines may lose its last ones: the format has no end mark.
        assert (key, msgstr) == whole[len(found) - 1] or whole[len(found) - 1][1].startswith(msgstr)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('msgid "a"\nmsgstr "' + "x" * po_reader.MAX_BYTES + '"\n', "20,000,000 are allowed"),
        ("# comment\n" * 300_000 + 'msgid "a"\nmsgstr ""\n', ""),
        ('msgid "a"\nmsgstr ""\n' + '"xxxxxxxx"\n' * 1_000_000, ""),
    ],
    ids=["too-big", "comments", "lines"],
)
def test_big_files(text, said):
    if said:
        with pytest.raises(DiglotError, match=said):
            po_reader.parse((HEADER + text).encode(), "t.po")
    else:
        assert len(po_reader.parse((HEADER + text).encode(), "t.po").messages()) == 1
