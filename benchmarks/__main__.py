"""Run the measurements named on the command line, or all of them."""

import importlib
import sys

NAMES = ["start", "typing", "commits", "search", "sync", "forms", "offline", "kiosk"]


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.{name}").main()


main()
