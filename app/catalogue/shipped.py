"""The catalogue that came with the app: one packed JSON object, known to be sound because we built it."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.catalogue import searchable
from app.catalogue.store import CatalogueDamagedError, StoreHead
from app.catalogue.summary import Summary, place_of

LIMIT_BYTES: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped catalogue, read."""

    head: StoreHead
    procedures: list[dict[str, Any]]

    def bodies(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Yield each procedure's code, JSON, and what is searched of it."""
        for said in self.procedures:
            body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
            yield said["code"], body, searchable.encode_json(said)

    def summaries(self) -> list[Summary]:
        """Return the procedures as lists show them, in Vietnamese order of their names."""
        return sorted(map(Summary.of_json, self.procedures), key=place_of)


class ShippedFile:
    """The file, read no further than is needed.

    Raises:
        FileNotFoundError: there is none.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._packed = path.read_bytes()
        self.digest = hashlib.sha256(self._packed).hexdigest()

    def read(self) -> Shipped:
        """Return what is in it.

        Raises:
            CatalogueDamagedError: it is no catalogue, or has no procedure.
        """
        unpack = zlib.decompressobj(wbits=31)
        try:
            said = json.loads(unpack.decompress(self._packed, LIMIT_BYTES))
            procedures = list({procedure["code"]: procedure for procedure in said["procedures"]}.values())
            if not unpack.eof or not procedures or not all(procedure["name"] for procedure in procedures):
                raise CatalogueDamagedError(f"{self._name} is cut short or empty")
            head = StoreHead(
                version=str(said["version"]),
                built_on=date.fromisoformat(said["built_on"]),
                count=len(procedures),
                life_events=said.get("life_events", []),
                lists=said.get("lists", {}),
                calendar=said.get("calendar", {}),
                shipped=self.digest,
            )
        except (zlib.error, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise CatalogueDamagedError(f"{self._name}: {type(error).__name__}") from None
        return Shipped(head, procedures)
