"""PO files keep their bytes; what is broken is named with its line and column."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import needs
from hypothesis import given, settings
from hypothesis import strategies as st

from diglot import catalogs, files, po, po_reader
from diglot.model import Message
from diglot.problems import DiglotError

ROOT = Path(__file__).resolve().parent.parent
CORPORA = sorted((ROOT.parent / "shared/corpora").rglob("*.po"))
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
ODD = (
    "# Übersetzer\n"
    + HEADER
    + '\n#. note\n#: a.md:1\n#, fuzzy, markdown-text\n#| msgid "old"\n'
    + 'msgctxt "c"\nmsgid ""\n"wrapped "\n"text"\nmsgstr "x"\n'
    + '\n\n# said twice\nmsgid "p"\nmsgid_plural "ps"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
    + '\n#~| msgid "older"\n#~ msgid "gone"\n#~ msgstr "weg"\n\n# the end\n'
)


def catalog(*messages: Message) -> po.Catalog:
    text = HEADER + "".join(po.fresh(m).text for m in messages)
    return po_reader.parse(text.encode(), "t.po")


@pytest.mark.parametrize("text", [ODD, ODD.replace("\n", "\r\n"), "\ufeff" + ODD, ODD.rstrip("\n")])
def test_a_file_no_one_changed_keeps_its_bytes(text):
    data = text.encode()
    assert po.dump(po_reader.parse(data, "t.po")) == data


def test_what_an_entry_says():
    entries = po_reader.parse(ODD.encode(), "t.po").messages()
    assert entries[0].key == ("c", "wrapped text")
    assert (entries[0].fuzzy, entries[0].flags, entries[0].line) == (True, ("fuzzy", "markdown-text"), 9)
    assert entries[1].msgstr == "a"


@pytest.mark.skipif(not CORPORA, reason="needs ../shared")
@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.name)
def test_the_corpora_keep_their_bytes(path):
    data = path.read_bytes()
    found = po_reader.parse(data, path.name)
    assert len(found.messages()) > 3000
    assert po.dump(found) == data


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
            st.text(st.characters(exclude_categories=("Cs", "Cc"))),
        ),
        unique_by=lambda pair: pair[0],
    )
)
def test_any_text_can_be_written_and_read(pairs):
    made = catalog(*(Message(msgid, msgstr) for msgid, msgstr in pairs))
    assert [(e.get("msgid"), e.msgstr) for e in made.messages()] == pairs
    assert po.dump(po_reader.parse(po.dump(made), "t.po")) == po.dump(made)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.po: error D301: the file is empty"),
        ('msgid "a\n', "t.po:1:7: error D302"),
        (HEADER + 'msgid "a"\n', "t.po:3:1: error D302: the entry has no msgstr"),
        (HEADER + 'msgid "a"\nmsgstr "\\q"\n', "t.po:4:9: error D302: \\q is not an escape"),
        (HEADER + 'msgid "a" b"\nmsgstr ""\n', "t.po:3:7: error D302"),
        (HEADER + '\nmsgstr "a"\n', "t.po:4:1: error D302: msgstr without a msgid"),
        (HEADER + 'msgid "a"\nmsgstr[99] "x"\n', "more than 8 plural forms"),
        (HEADER + "nonsense\n", "t.po:3:1: error D302: “nonsense”"),
        (HEADER + 'msgid "a"\nmsgstr ""\n>>>>>>> theirs\n', "t.po:5:1: error D302: a merge conflict"),
        ('msgid "a"\nmsgstr ""\n', "t.po:1: error D304: the catalog has no header"),
    ],
)
def test_what_is_broken_is_named(text, said):
    with pytest.raises(DiglotError) as caught:
        po_reader.parse(text.encode(), "t.po")
    assert said in str(caught.value)


def test_bytes_that_are_not_utf8():
    with pytest.raises(DiglotError, match=r"t\.po:3:8: error D301: byte 0xd6"):
        po_reader.parse(HEADER.encode() + b'msgid "\xd6\xd0"\nmsgstr ""\n', "t.po")


# --- merge ----------------------------------------------------------------------------------


def states(merged: po.Catalog) -> list[tuple[str, str, bool, bool]]:
    return [(e.get("msgid"), e.msgstr, e.fuzzy, e.obsolete) for e in merged.entries if e.key != ("", "")]


def test_new_changed_moved_removed_and_back():
    old = catalog(Message("One long sentence here.", "一"), Message("Two.", "二"), Message("Three.", "三"))
    new = [Message("Three."), Message("One long sentence there."), Message("Wholly different words")]
    merged = catalogs.merge(old, new)
    assert states(merged) == [
        ("Three.", "三", False, False),
        ("One long sentence there.", "一", True, False),
        ("Wholly different words", "", False, False),
        ("One long sentence here.", "一", False, True),
        ("Two.", "二", False, True),
    ]
    assert '#| msgid "One long sentence here."' in po.dump(merged).decode()
    back = catalogs.merge(
        po_reader.parse(po.dump(merged), "t.po"), [Message("Two."), Message("One long sentence here.")]
    )
    assert states(back)[:2] == [("Two.", "二", False, False), ("One long sentence here.", "一", False, False)]


MESSAGES = st.lists(st.sampled_from(["alpha", "beta", "gamma", "alpine", "betray", "gamut", "delta"]), unique=True).map(
    lambda ids: [Message(i) for i in ids]
)


@settings(max_examples=150, deadline=None)
@given(MESSAGES, MESSAGES, MESSAGES)
def test_a_merge_loses_nothing_and_a_second_changes_nothing(first, second, third):
    one = catalog(*(replace(m, msgstr=m.msgid.upper()) for m in first))
    for step in (second, third):
        two = po_reader.parse(po.dump(catalogs.merge(one, step)), "t.po")
        assert {(e.key, e.msgstr) for e in one.entries if e.msgstr} <= {(e.key, e.msgstr) for e in two.entries}
        assert po.dump(catalogs.merge(two, step)) == po.dump(two)
        assert [e.get("msgid") for e in two.messages()] == [m.msgid for m in step]
        one = two


def test_comments_flags_and_wrapping_of_a_kept_entry_stay():
    old = po_reader.parse(ODD.encode(), "t.po")
    text = po.dump(
        catalogs.merge(old, [Message("p"), Message("wrapped text", msgctxt="c", references=("b.md:2",))])
    ).decode()
    assert '#: b.md:2\n#, fuzzy, markdown-text\n#| msgid "old"\nmsgctxt "c"\nmsgid ""\n"wrapped "\n"text"\n' in text
    assert "# said twice" in text


def test_a_merge_that_would_lose_a_translation_is_refused(monkeypatch):
    monkeypatch.setattr(catalogs, "_worth_keeping", lambda _: False)
    with pytest.raises(DiglotError, match="D309"):
        catalogs.merge(catalog(Message("Gone.", "weg")), [])


def test_msgfmt_accepts_what_is_written(tmp_path):
    needs(shutil.which("msgfmt"), "msgfmt (gettext)")
    old = catalog(Message("One long sentence here.", '一\n\t"\\'), Message("Two.", "二"))
    merged = catalogs.merge(old, [Message("One long sentence there.\nAnd more", comments=("a\nb",))])
    (tmp_path / "t.po").write_bytes(po.dump(merged))
    ended = subprocess.run(["msgfmt", "-o", os.devnull, tmp_path / "t.po"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_killed_writer_leaves_the_old_file_or_the_new(tmp_path):
    target = tmp_path / "t.po"
    target.write_bytes(b"0" * 3_000_000)
    code = (
        "import sys; from pathlib import Path; from diglot import files\n"
        "while True:\n"
        "    for byte in (b'1', b'2'): files.write(Path(sys.argv[1]), byte * 3_000_000)\n"
    )
    for delay in (0.3, 0.35, 0.4):
        child = subprocess.Popen([sys.executable, "-c", code, str(target)], cwd=ROOT)
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        data = target.read_bytes()
        assert len(data) == 3_000_000
        assert len(set(data)) == 1


def test_a_file_keeps_its_permissions(tmp_path):
    target = tmp_path / "t.po"
    target.write_bytes(b"a")
    target.chmod(0o640)
    files.write(target, b"b")
    assert (target.stat().st_mode & 0o777, target.read_bytes()) == (0o640, b"b")


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiglotError, match="D920"):
        files.write(tmp_path / "file" / "t.po", b"x")


def test_two_writers_do_not_meet(tmp_path):
    with files.alone(tmp_path / "lock"), pytest.raises(DiglotError, match="D923"), files.alone(tmp_path / "lock"):
        pass
    with files.alone(tmp_path / "lock"):
        pass


def test_what_a_killed_writer_left_is_swept(tmp_path):
    (tmp_path / ".tmp-x").write_bytes(b"half")
    (tmp_path / "kept").write_bytes(b"whole")
    files.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
