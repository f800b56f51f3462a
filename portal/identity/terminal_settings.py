"""A terminal's settings as one text for a QR: sealed with a code that travels another way.

Layout: ``MCK1`` and Base32 of 16 bytes of salt, a 1, 12 bytes of nonce and AES-256-GCM of the deflated JSON, under
scrypt (n=2^17, r=8, p=1) of the code. Capitals and digits only: a hand scanner types them rightly on every keyboard
layout, and a QR takes them in five and a half bits each. ``app/kiosk/settings_code.py`` is the other end.
"""

import base64
import hashlib
import json
import os
import random as randomness
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forms.drawing import qr_matrix

MARK = "MCK1"
LETTERS = "BCFGHJKLMNPQRSTVXZ"
"""No vowels, no D and no W: Telex makes nothing else of them."""
CODE_LENGTH = 15
"""Letters, of 4.2 bits each: whoever has a picture of the QR tries 2^62 codes, each for a third of a second."""
_MODULE_PIXELS = 10
_PLACE = b'["sealed-file","kiosk-settings"]'


def new_settings_code(chance: randomness.Random) -> str:
    """Return a code that opens one settings text, in groups: ``BCFGH-JKLMN-PQRST``."""
    letters = "".join(chance.choice(LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, CODE_LENGTH, 5))


def seal_settings(settings: Mapping[str, Any], code: str, *, chance: randomness.Random) -> str:
    """Return the text of the QR; only ``code`` opens it, and nobody without the code makes one that it opens."""
    salt, nonce = chance.randbytes(16), chance.randbytes(12)
    key = hashlib.scrypt(code.encode(), salt=salt, n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
    plain = zlib.compress(json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    sealed = salt + b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, _PLACE)
    return MARK + base64.b32encode(sealed).decode().rstrip("=")


def draw_settings(text: str, place: Path) -> None:
    """Draw the QR as a picture that only this account reads."""
    from PIL import Image

    matrix = qr_matrix(text)
    picture = Image.new("1", (len(matrix), len(matrix)), 1)
    for row, line in enumerate(matrix):
        for column, is_dark in enumerate(line):
            if is_dark:
                picture.putpixel((column, row), 0)
    side = len(matrix) * _MODULE_PIXELS
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        picture.resize((side, side), Image.Resampling.NEAREST).save(file, "PNG")
