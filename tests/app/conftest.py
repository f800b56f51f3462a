"""Parts of the app core over a real vault in a temporary folder, with a clock that only moves when told."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from app.vault.vault import Vault
from forms.procedure import FormDefinition, Paper, Procedure
from tests.clock import MovableClock

VAULT_KEY = bytes(range(32))


@dataclass
class MovingClock(MovableClock):
    """A clock that begins on a Sunday."""

    now: datetime = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@dataclass
class Someone:
    """Who is signed in: the shape of ``app.identity``'s session."""

    subject: str
    needs_sign_in: bool = False


@dataclass
class SignedInAs:
    """An identity whose session a test sets."""

    session: Someone | None = None
    changes: list[str] = field(default_factory=list)

    def sign_in(self, subject: str | None) -> None:
        self.session = Someone(subject) if subject else None


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def identity() -> SignedInAs:
    return SignedInAs()


@pytest.fixture
async def vault(tmp_path: Path, clock: MovingClock) -> AsyncIterator[Vault]:
    vault = await Vault.open(tmp_path / "vault", VAULT_KEY, clock=clock)
    yield vault
    await vault.close()


def procedure(*, version: str = "1", papers: tuple[Paper, ...] | None = None) -> Procedure:
    """Return a small procedure with two papers."""
    return Procedure(
        code="1.001193",
        version="1",
        name={"vi": "Đăng ký khai sinh", "en": "Birth registration"},
        summary={},
        papers=papers or (Paper(id="birth", title={}), Paper(id="other", title={}, required=False, max_files=2)),
        form=FormDefinition(version=version, schema={"type": "object"}, ui={}, texts={}),
    )


def photo(*, size: tuple[int, int] = (64, 48), orientation: int = 1, gps: bool = True, colour: str = "red") -> bytes:
    """Return a JPEG as a phone makes it."""
    picture, exif = Image.new("RGB", size, colour), Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PHONE-CANARY"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 15.0)})
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif, comment=b"COMMENT-CANARY")
    return data.getvalue()


def pdf(size: int = 2000) -> bytes:
    """Return the smallest thing every check takes for a PDF, of about ``size`` bytes."""
    return b"%PDF-1.7\n" + b"%" + b"x" * size + b"\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
