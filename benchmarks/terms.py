"""How long terms take: the check of the whole publication, and matching with ever more terms.

    python benchmarks/terms.py

The peer is one regular expression of all forms, longest first: what most tools do.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diglot import sources, termcheck  # noqa: E402
from diglot.matching import Matcher  # noqa: E402
from diglot.model import Concept, Place, Term  # noqa: E402

RUNS = 5
SEED = 20261124
SIZES = (100, 1_000, 10_000)
CHARACTERS = "气血阴阳精神肝心脾肺肾胃胆肠经络津液虚实寒热表里消渴糖尿病胰岛素细胞干生长因子激"


def main() -> None:
    """Print every figure, in CPU seconds."""
    found = sources.load(ROOT)
    loaded = sources.load_catalogs(found)
    count = sum(len(catalog.messages()) for catalog in loaded.values())
    print(f"checking {count} messages: {measured(lambda: termcheck.check(found, loaded)):.3f} s CPU")
    chance = random.Random(SEED)
    for times in (1, 10):
        text = "".join(chance.choice(CHARACTERS + "，。的是") for _ in range(20_000 * times))
        for size in SIZES:
            terms = made(size, random.Random(SEED))
            matcher = Matcher(terms, "zh-Hans")
            ours = measured(lambda m=matcher, t=text: m.find(t, frozenset()), 3)
            forms = sorted({t.preferred for c in terms for t in c.terms}, key=len, reverse=True)
            pattern = re.compile("|".join(map(re.escape, forms)))
            peer = measured(lambda p=pattern, t=text: p.findall(t), 1)
            print(f"{len(text):7} characters, {size:6} terms: {ours:6.3f} s, regular expression {peer:7.3f} s")


def measured(work: Callable[[], object], runs: int = RUNS) -> float:
    """The least CPU seconds of some runs."""
    took = []
    for _ in range(runs):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took)


def made(size: int, chance: random.Random) -> tuple[Concept, ...]:
    """A term base of random Chinese terms of two to six characters."""
    names = set[str]()
    while len(names) < size:
        names.add("".join(chance.choice(CHARACTERS) for _ in range(chance.randint(2, 6))))
    return tuple(
        Concept(f"c{i}", "biomed", "", (Term("zh-Hans", name),), Place("")) for i, name in enumerate(sorted(names))
    )


if __name__ == "__main__":
    main()
