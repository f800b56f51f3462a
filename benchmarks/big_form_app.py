"""The product with a catalogue that holds nothing but the 200-field form: ``python -m benchmarks.big_form_app run …``.

The folder of assets is another one with the same files linked into it; no portal is asked.
"""

import gzip
import json
import sys
import tempfile
from pathlib import Path

import main
from benchmarks.big_form import big_form
from views.running import process

CODE = "9.999999"


def assets(folder: Path) -> Path:
    """Make a folder of assets whose catalogue has one procedure, and return it."""
    for path in process.ASSETS.iterdir():
        (folder / path.name).symlink_to(path)
    catalogue = json.loads(gzip.decompress((folder / "catalogue.json.gz").read_bytes()))
    form = big_form()
    procedure = {
        "code": CODE,
        "version": "1",
        "name": {"vi": "Biểu mẫu lớn", "en": "Big form"},
        "summary": {"vi": "Hai trăm mục", "en": "Two hundred fields"},
        "online": "full",
        "form": {"version": form.version, "schema": form.schema_, "ui": form.ui, "texts": form.texts},
    }
    (folder / "catalogue.json.gz").unlink()
    packed = gzip.compress(json.dumps({**catalogue, "procedures": [procedure]}).encode())
    (folder / "catalogue.json.gz").write_bytes(packed)
    return folder


def entry() -> None:
    with tempfile.TemporaryDirectory() as folder:
        process.ASSETS = assets(Path(folder))
        sys.exit(main.command([*sys.argv[1:], "--portal-url", "http://127.0.0.1:9"]))


if __name__ == "__main__":
    entry()
