"""Do the tests test? Breaks a copy of the project on purpose, a fault at a time, and runs what claims to see it.

``python -m tests.faults [NUMBER ...]``: these faults, by default all of them; ``--today``: four, others every day.
"""

import sys

from tests.faults.seeding import A_DAY, faults, seed
from tests.reliability.profile import of_today


def main() -> int:
    """Print what caught each fault; 1 when one went unseen or no longer applies."""
    words = [word for word in sys.argv[1:] if word != "--today"]
    chosen = (
        of_today(faults(), A_DAY)
        if "--today" in sys.argv
        else [f for f in faults() if not words or str(f.number) in words]
    )
    outcomes = list(seed(chosen, tell=print))
    caught = sum(outcome.is_caught for outcome in outcomes)
    print(f"\n{caught} of {len(outcomes)} seeded faults caught")
    return 0 if caught == len(outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
