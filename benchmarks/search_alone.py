"""Load the index named on the command line and nothing else; print how long it took and what memory it holds."""

import sys
import time
from pathlib import Path

from app.catalogue.index import SearchIndex

STATUS = Path("/proc/self/statm")
PAGE_BYTES = 4096


def main() -> None:
    before = _resident_bytes()
    began = time.perf_counter()
    index = SearchIndex.load(Path(sys.argv[1]).read_bytes())
    ready = time.perf_counter()
    index.search("dang ky khai sinh", language="vi", limit=10)
    answered = time.perf_counter()
    print(
        f"ours alone: ready {1000 * (ready - began):.1f} ms after opening the file, "
        f"first answer {1000 * (answered - ready):.1f} ms later, resident +{(_resident_bytes() - before) / 1e6:.1f} MB"
    )


def _resident_bytes() -> int:
    return int(STATUS.read_text().split()[1]) * PAGE_BYTES if STATUS.exists() else 0


if __name__ == "__main__":
    main()
