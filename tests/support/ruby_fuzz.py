"""The long run: random programs in the Ruby of definitions against a real Ruby, until one shows a difference.

    make fuzz                       # 20,000 programs, others each time
    make fuzz CASES=500 SEED=7      # programs 7 to 506

A difference is made small and printed; the status is 1. What is left different on purpose is
`support.ruby_comparison.INTENDED`.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.ruby_comparison import Judge
from support.ruby_programs import program

_CI = 1_000_000
"""The programs below are those that every test run takes; a run without a number starts above them."""


def main() -> int:
    """Compare; 1 if a difference was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=20_000, help="how many programs")
    parser.add_argument("--first", type=int, help="number of the first program")
    options = parser.parse_args()
    first = _CI + secrets.randbelow(10**9) if options.first is None else options.first
    print(f"programs {first} to {first + options.cases - 1}")
    kinds = Counter[str]()
    with Judge() as judge:
        for number in range(first, first + options.cases):
            verdict = judge.verdict(program(number).text())
            if not verdict.same:
                print(f"program {number} differs:\n{judge.smallest(number)}")
                return 1
            kinds[verdict.kind] += 1
    print(f"no difference; {', '.join(f'{kind} {count}' for kind, count in kinds.most_common())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
