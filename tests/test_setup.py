"""The door: what a person reads where diglot cannot be set up; that set-up is repaired, shared and quick to skip."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from diglot import door
from diglot.door import environment, install, parts, shell
from diglot.door.parts import Part
from diglot.problems import EXIT_SETUP, DiglotError

ROOT = Path(__file__).resolve().parent.parent
PRESENT = Part("what is there", lambda: True, "there")
PANGO, SERIF, SANS = (part._replace(present=lambda: False) for part in (parts.BUILD[0], parts.BUILD[4], parts.BUILD[3]))


def build_py():
    spec = importlib.util.spec_from_file_location("build_py", ROOT / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def programs(monkeypatch, *names):
    """Only these programs are on the PATH."""
    monkeypatch.setattr(install, "find", lambda *asked: next((f"/bin/{n}" for n in asked if n in names), ""))


@pytest.fixture
def user(monkeypatch):
    """Not root, and sudo asks for a password."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shell, "run", lambda root, words, **_: False)


@pytest.fixture
def checkout(tmp_path):
    """A copy of what the door needs, with a `diglot` whose work is to print its arguments."""
    compiled = shutil.ignore_patterns("__pycache__")
    for name in ("door", "model"):
        shutil.copytree(ROOT / "diglot" / name, tmp_path / "diglot" / name, ignore=compiled)
    for name in ("__init__.py", "problems.py"):
        shutil.copy(ROOT / "diglot" / name, tmp_path / "diglot" / name)
    shutil.copy(ROOT / "build.py", tmp_path)
    (tmp_path / "diglot" / "__main__.py").write_text("import sys; print(sys.argv[1:], sys.prefix)")
    for lock in (environment.BUILD_LOCK, environment.TEST_LOCK):
        (tmp_path / lock).write_text("")
    return tmp_path


def start(folder, *arguments, before=(), **how):
    words = [*before, sys._base_executable, folder / "build.py", *arguments]
    return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False, **how)


def failure(call, *arguments, **named):
    with pytest.raises(DiglotError) as caught:
        call(*arguments, **named)
    assert caught.value.exit_code == EXIT_SETUP
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- Python --------------------------------------------------------------------------------


def test_any_python_can_read_the_door():
    ast.parse((ROOT / "build.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(("version", "named"), [((3, 6, 9), "3.6"), ((3, 10, 14), "3.10"), ((2, 7, 18), "2.7")])
def test_an_old_python_is_told_in_one_line(version, named):
    said = build_py().refusal(version, "posix")
    assert said.startswith("error D900: Python 3.11 or newer is needed, this is " + named)
    assert "\n" not in said


def test_windows_is_told_in_one_line():
    assert build_py().refusal((3, 12, 0), "nt").startswith("error D901: ")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 15, 0), (4, 0, 0)])
def test_a_new_python_is_welcome(version):
    assert build_py().refusal(version, "posix") == ""


def test_an_old_python_ends_with_3(monkeypatch, capsys):
    module = build_py()
    monkeypatch.setattr(module, "NEEDED", (99, 0))
    assert module.main() == EXIT_SETUP
    assert capsys.readouterr().err.count("\n") == 1


def test_the_door_needs_the_standard_library_alone_and_little_of_it():
    """The second start is quick because nothing heavy is imported; -I -S hides every installed package."""
    heavy = "{'subprocess', 'dataclasses', 'shutil', 'pathlib', 'diglot.problems', 'diglot.model'}"
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import diglot.door; print({heavy} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "set()"


# --- verbs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("build", [])),
        (["--jobs", "2"], ("build", ["--jobs", "2"])),
        (["check", "book"], ("check", ["book"])),
        (["--help"], ("--help", [])),
        (["test", "-k", "door"], ("test", ["-k", "door"])),
    ],
)
def test_the_default_verb_is_build(arguments, expected):
    assert door.split(arguments) == expected


# --- system parts --------------------------------------------------------------------------


def test_a_missing_library_is_missing():
    assert not parts.library("libno-such.so.0", "libno-such.dylib")()


def test_fonts_are_found_where_xdg_says(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "font_folders", lambda: iter([str(tmp_path)]))
    folder = tmp_path / "fonts" / "deep"
    folder.mkdir(parents=True)
    (folder / "NotoSerifCJK-VF.otf.ttc").touch()
    assert not parts.font("NotoSerifCJK")()
    (folder / "NotoSerifCJKsc-Regular.otf").touch()
    assert parts.font("NotoSerifCJK")()
    assert not parts.font("NotoSansCJK")()


def test_font_folders_follow_the_environment(monkeypatch):
    monkeypatch.setenv("XDG_DATA_DIRS", "/a:/b")
    monkeypatch.setenv("XDG_DATA_HOME", "/c")
    assert {"/a/fonts", "/b/fonts", "/c/fonts"} <= set(parts.font_folders())


@pytest.mark.parametrize(
    ("said", "version"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_412"', 8), ("no Java runtime present", 0)],
)
def test_java_versions_are_read(tmp_path, said, version):
    fake = tmp_path / "java"
    fake.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    fake.chmod(stat.S_IRWXU)
    assert parts.java_version(str(fake)) == version


@pytest.mark.usefixtures("user")
def test_without_root_the_apt_command_is_told(tmp_path, monkeypatch):
    programs(monkeypatch, "apt-get", "sudo")
    said = failure(install.system, str(tmp_path), [PRESENT, PANGO, SANS, SERIF])
    assert said == (
        "error D903: not installed: Pango, the font Noto Sans CJK, the font Noto Serif CJK [sudo apt-get update"
        " && sudo apt-get install -y --no-install-recommends libpango-1.0-0 fonts-noto-cjk]"
    )


@pytest.mark.usefixtures("user")
def test_without_sudo_the_apt_command_is_roots(monkeypatch):
    programs(monkeypatch, "apt-get")
    assert install.advice([PANGO]).startswith("as root: apt-get update && apt-get install ")


def test_an_installed_diglot_refuses_where_no_font_is(monkeypatch):
    monkeypatch.setattr(install, "BUILD", (PRESENT, SERIF))
    assert failure(install.require).startswith("error D903: not installed: the font Noto Serif CJK [")


def test_this_machine_has_all_that_a_build_needs():
    install.require()


@pytest.mark.usefixtures("user")
def test_with_homebrew_its_command_is_told(tmp_path, monkeypatch):
    programs(monkeypatch, "brew")
    said = failure(install.system, str(tmp_path), [PANGO, SANS, SERIF])
    assert said.endswith(
        "[brew install pango font-noto-sans-cjk; put NotoSerifCJK.ttc of the Noto CJK project into ~/Library/Fonts]"
    )


@pytest.mark.usefixtures("user")
def test_on_an_unknown_system_the_packages_are_told(tmp_path, monkeypatch):
    programs(monkeypatch)
    said = failure(install.system, str(tmp_path), [PANGO])
    assert said.endswith("[install with your system's packages, in Debian's names: libpango-1.0-0]")


def test_root_installs_what_is_missing(tmp_path, monkeypatch):
    programs(monkeypatch, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    ran = []
    monkeypatch.setattr(shell, "run", lambda root, words, **_: ran.append(words) or True)
    install.system(str(tmp_path), [PRESENT, PANGO._replace(present=lambda: len(ran) > 1)])
    assert ran == [
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "libpango-1.0-0"],
    ]


def test_a_failed_apt_get_is_told(tmp_path, monkeypatch):
    programs(monkeypatch, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shell, "run", lambda root, words, **_: False)
    (tmp_path / shell.LOG).write_text("Reading\nE: Unable to locate package libpango-1.0-0\nBye\n")
    said = failure(install.system, str(tmp_path), [PANGO])
    assert said.startswith("error D904: apt-get could not install libpango-1.0-0: E: Unable to locate package")


def test_python_without_ensurepip_asks_for_debians_package(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ready", lambda root, lock: False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (part,) = install.virtual_environments(str(tmp_path), environment.BUILD_LOCK)
    assert not part.present()
    assert part.apt == f"python3.{sys.version_info.minor}-venv"


# --- the private environment ----------------------------------------------------------------


def test_a_start_makes_the_environment_and_the_next_finds_it(checkout, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    first = start(checkout, "check", "book", cwd=elsewhere)
    assert first.returncode == 0, first.stderr
    assert first.stdout == f"{['--root', str(checkout), 'check', 'book']} {checkout / '.venv'}\n"
    assert "making the private environment" in first.stderr
    assert start(checkout).stderr == ""


def test_a_half_made_environment_is_made_again(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").write_text("broken")
    assert start(checkout).returncode == 0


def test_a_changed_lock_is_installed(checkout):
    start(checkout)
    (checkout / environment.BUILD_LOCK).write_text("# another\n")
    (checkout / environment.TEST_LOCK).write_text("# another\n")
    assert "making the private environment" in start(checkout).stderr


def test_two_starts_at_once_make_one_environment(checkout):
    ended = []
    threads = [threading.Thread(target=lambda: ended.append(start(checkout))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e.returncode for e in ended] == [0, 0]
    assert sum("making the private environment" in e.stderr for e in ended) == 1


def test_without_a_network_one_line_tells_where_the_log_is(checkout):
    lock = "six==1.16.0 --hash=sha256:" + "0" * 64
    (checkout / environment.BUILD_LOCK).write_text(lock)
    (checkout / environment.TEST_LOCK).write_text(lock + "\n")
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": str(checkout)}
    ended = start(checkout, env={**os.environ, **offline})
    assert ended.returncode == EXIT_SETUP
    *progress, last = ended.stderr.splitlines()
    assert all(line.startswith("set-up: ") for line in progress)
    assert last.startswith("error D906: the packages of requirements.lock could not be installed: ERROR: ")
    assert ".venv.log" in last
    assert not (checkout / ".venv" / environment.STAMP).exists()


def test_a_read_only_checkout_is_told_in_one_line(checkout):
    """Root may write anyway, so as root the start is denied that capability."""
    checkout.chmod(0o555)
    denied = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    ended = start(checkout, before=denied)
    checkout.chmod(0o755)
    assert (ended.returncode, ended.stdout) == (EXIT_SETUP, "")
    assert ended.stderr.startswith(f"error D902: the folder {checkout} cannot be written")
    assert ended.stderr.count("\n") == 1


def test_a_full_disk_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ready", lambda root, lock: False)

    def full(root, lock):
        raise OSError(28, "No space left on device", "/x")

    monkeypatch.setattr(environment, "make", full)
    said = failure(install.set_up, str(tmp_path), [PRESENT], environment.BUILD_LOCK, writable=True)
    assert said.startswith("error D907: /x: No space left on device")


def test_the_stamp_changes_with_the_lock_and_the_folder(checkout, tmp_path_factory):
    moved = tmp_path_factory.mktemp("moved") / "checkout"
    shutil.copytree(checkout, moved)
    before = environment.stamp(str(checkout), environment.BUILD_LOCK)
    assert before != environment.stamp(str(moved), environment.BUILD_LOCK)
    (checkout / environment.BUILD_LOCK).write_text("# another\n")
    assert before != environment.stamp(str(checkout), environment.BUILD_LOCK)
