"""What the outbox needs of others, named as ``api_client``, ``app.identity`` and ``forms`` have it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from api_client.http import Blocks
from api_client.models import Dossier, UploadReceipt
from forms.procedure import Paper


class Progress(Protocol):
    """How many bytes of an upload the portal has."""

    @property
    def offset(self) -> int:
        """Return the number of bytes it has."""

    @property
    def length(self) -> int:
        """Return the number of bytes it expects."""


class Uploads(Protocol):
    """Resumable uploads."""

    async def create(self, *, length: int, sha256: str, file_name: str, media_type: str) -> str:
        """Announce a file and return the URL of its upload."""

    async def offset(self, url: str) -> Progress:
        """Return how far it is."""

    async def patch(self, url: str, *, offset: int, chunk: memoryview | Blocks, sha256: bytes) -> int:
        """Send a piece with its hash and return the new offset; afterwards its memory may hold something else."""

    async def receipt(self, url: str) -> UploadReceipt:
        """Return the hash that the portal computed."""

    async def cancel(self, url: str) -> None:
        """Give it up."""


class Dossiers(Protocol):
    """Dossiers at the portal."""

    async def submit(self, key: str, payload: Mapping[str, Any]) -> Dossier:
        """Submit once per key."""

    async def find_by_key(self, key: str) -> Dossier | None:
        """Return what was submitted with this key, None if nothing was."""

    async def get(self, dossier_id: str) -> Dossier:
        """Return one dossier."""

    async def send_answer(self, dossier_id: str, request_id: str, *, key: str, payload: Mapping[str, Any]) -> Dossier:
        """Answer a request of the office once per key."""

    async def withdraw(self, dossier_id: str, *, key: str, reason: str) -> Dossier:
        """Ask for a withdrawal once per key."""


class Portal(Protocol):
    """The portal's client."""

    @property
    def uploads(self) -> Uploads:
        """Return the uploads."""

    @property
    def dossiers(self) -> Dossiers:
        """Return the dossiers."""


class SignedIn(Protocol):
    """Who is signed in."""

    @property
    def subject(self) -> str:
        """Return the subject, the owner of what is sent."""

    @property
    def needs_sign_in(self) -> bool:
        """Return whether the portal ended the session: what is queued waits for the same person to sign in again."""


class Identity(Protocol):
    """The session on this device."""

    @property
    def session(self) -> SignedIn | None:
        """Return who is signed in, None for a guest."""


class FoundProblem(Protocol):
    """What the form finds wrong."""

    @property
    def id(self) -> str:
        """Return the id of the check."""


class NeededPaper(Protocol):
    """A paper that concerns the case."""

    @property
    def paper(self) -> Paper:
        """Return the paper."""

    @property
    def required(self) -> bool:
        """Return whether it must be there."""


class FormRules(Protocol):
    """The part of ``forms.flow.Form`` that decides whether a draft may be submitted, and what is."""

    def problems(
        self, answers: Mapping[str, Any], *, today: date, confirmed: frozenset[str] = frozenset()
    ) -> Sequence[FoundProblem]:
        """Return what is wrong."""

    def submission(self, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
        """Return what is sent: calculated values in, hidden ones out."""

    def papers(self, answers: Mapping[str, Any], *, today: date) -> Sequence[NeededPaper]:
        """Return the papers that concern these answers."""


class Network(Protocol):
    """What connects this device."""

    @property
    def is_metered(self) -> bool | None:
        """Return whether it is mobile data; None where the device cannot tell, which counts as allowed."""
