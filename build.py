#!/usr/bin/env python3
"""The door: sets this machine up and starts diglot. `python3 build.py` builds, `python3 build.py test` tests.

Any Python 3 must be able to read this file, to be told that it is too old.
"""

import os
import sys

NEEDED = (3, 11)


def refusal(version: tuple, system: str) -> str:
    """One line for a person whose Python (`sys.version_info`) or system (`os.name`) cannot do it, else ""."""
    if tuple(version[:2]) < NEEDED:
        text = "error D900: Python %d.%d or newer is needed, this is %d.%d [start it so: python3.12 build.py]"
        return text % (NEEDED + tuple(version[:2]))
    if system == "nt":
        return "error D901: Windows itself is not supported [use its Linux subsystem, WSL]"
    return ""


def main() -> int:
    """Exit code 3 where set-up is impossible; otherwise diglot takes the place of this process."""
    refused = refusal(sys.version_info, os.name)
    if refused:
        sys.stderr.write(refused + "\n")
        return 3
    root = os.path.dirname(os.path.realpath(__file__))
    sys.path.insert(0, root)
    from diglot import door

    return door.enter(root, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
