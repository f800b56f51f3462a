"""Write ``content/shared/places.csv`` from the MIT-licensed PyPI package ``vietnamadminunits`` (see NOTICE).

Run by a maintainer when the map changes, never by the product::

    pip download vietnamadminunits==1.0.4 --no-deps && unzip vietnamadminunits-*.whl
    python -m portal.catalogue.import_places vietnamadminunits/data/dataset.db content/shared/places.csv
"""

import csv
import sqlite3
import sys
from pathlib import Path

_UNITS = "SELECT provinceCode, province, provinceShort, wardCode, wardType, ward, wardShort FROM admin_units"


def read_units(database: Path) -> list[tuple[str, str, str, str]]:
    """Return rows of ``province code, unit code, kind, name``, each province before its communes."""
    with sqlite3.connect(database) as connection:
        found = connection.execute(_UNITS).fetchall()
    rows: set[tuple[str, str, str, str]] = set()
    for province_code, province, province_name, code, kind, full, name in found:
        province_kind = "thành phố" if province.startswith("Thành phố") else "tỉnh"
        rows.add((province_code, "", province_kind, province_name))
        label = full.removeprefix(f"{kind} ") if full.startswith(f"{kind} ") else name
        rows.add((province_code, code, kind.lower(), label))
    return sorted(rows)


def main() -> None:
    """Write the CSV named on the command line."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["province", "code", "kind", "name"])
        writer.writerows(read_units(source))


if __name__ == "__main__":
    main()
