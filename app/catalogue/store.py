"""The catalogue's file on this device: read whole, replaced whole."""

import gzip
import os
import zlib
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from forms.procedure import Catalogue

FILE_NAME: Final = "catalogue.json.gz"
LIMIT_BYTES: Final = 64 * 1024 * 1024


class CatalogueDamagedError(Exception):
    """The file is not a catalogue."""


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue of a ``.json.gz`` file.

    Raises:
        FileNotFoundError: there is none.
        CatalogueDamagedError: it cannot be read, or has no procedure.
    """
    packed = path.read_bytes()
    unpack = zlib.decompressobj(wbits=31)
    try:
        content = unpack.decompress(packed, LIMIT_BYTES)
        catalogue = Catalogue.model_validate_json(content)
    except (zlib.error, ValidationError, ValueError, RecursionError) as error:
        raise CatalogueDamagedError(f"{path.name}: {type(error).__name__}") from None
    if not unpack.eof or not catalogue.procedures:
        raise CatalogueDamagedError(f"{path.name} is cut short or empty")
    return catalogue


def write_catalogue(folder: Path, body: bytes) -> None:
    """Replace the folder's catalogue by this JSON; a reader or a power cut finds the old one or the new one, whole.

    Raises:
        OSError: it could not be written; the old one is untouched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{FILE_NAME}.part"
    try:
        with part.open("wb") as file:
            file.write(gzip.compress(body, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / FILE_NAME)
    except OSError:
        part.unlink(missing_ok=True)
        raise
