"""Resumable uploads: the client's half of tus 1.0 (https://tus.io/protocols/resumable-upload), creation and checksum.

A caller creates an upload once, keeps its ``url``, and after any break asks for the ``offset`` and goes on from there.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote

from pydantic import TypeAdapter

from api_client.addresses import path_of, same_origin_path
from api_client.answers import Answer, decode, refusal
from api_client.errors import NotThePortal, PortalError, problem_class
from api_client.http import Blocks, Http
from api_client.models import UploadReceipt

_RECEIPT = TypeAdapter(UploadReceipt)
_TUS = {"Tus-Resumable": "1.0.0"}
LONGEST_METADATA_NAME = 255


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How many bytes the portal has, of how many."""

    offset: int
    length: int


class UploadsClient:
    """Create, ask how far, send a piece, read the receipt, give up.

    ``url`` is always the path that ``create`` returned: it stays valid when the portal moves to another port.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    async def create(self, *, length: int, sha256: str, file_name: str, media_type: str) -> str:
        """Announce a file and return the path of its upload.

        Args:
            length: Bytes of the whole file.
            sha256: Lower-case hex digest of the whole file.
            file_name: As the person knows it.
            media_type: Found from the content.
        """
        metadata = {"filename": file_name[:LONGEST_METADATA_NAME], "sha256": sha256, "media_type": media_type}
        headers = {
            **_TUS,
            "Upload-Length": str(length),
            "Upload-Metadata": ",".join(f"{name} {_base64(value)}" for name, value in metadata.items()),
        }
        answer = await self._http.send("POST", path_of("api", "v1", "uploads"), headers=headers, signed_in=True)
        if answer.status != 201:
            raise _refusal(answer)
        if "tus-resumable" not in answer.headers:
            raise NotThePortal("201 without tus")
        return same_origin_path(answer.headers.get("location", ""), self._http.base_url)

    async def offset(self, url: str) -> UploadProgress:
        """Return how far the upload is.

        Raises:
            NotFound: no such upload (any more); Gone: expired. Both: create it again.
        """
        answer = await self._http.send("HEAD", self._path(url), headers=_TUS, signed_in=True)
        if answer.status not in (200, 204):
            raise _refusal(answer)
        progress = UploadProgress(_count(answer, "upload-offset"), _count(answer, "upload-length"))
        if progress.offset > progress.length:
            raise NotThePortal("an offset beyond the length")
        return progress

    async def patch(
        self, url: str, *, offset: int, chunk: bytes | memoryview | Blocks, sha256: bytes | None = None
    ) -> int:
        """Send one piece with its checksum and return the new offset.

        Args:
            url: The upload's.
            offset: Where the piece begins.
            chunk: Its bytes.
            sha256: Their hash; of bytes at hand it need not be known.

        Raises:
            Conflict: the portal is at another offset, ask for it; ChecksumMismatch: send the piece again.
        """
        if sha256 is None:
            assert isinstance(chunk, bytes | memoryview)
            sha256 = hashlib.sha256(chunk).digest()
        headers = {
            **_TUS,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {b64encode(sha256).decode()}",
        }
        answer = await self._http.send("PATCH", self._path(url), headers=headers, body=chunk, signed_in=True)
        if answer.status != 204:
            raise _refusal(answer)
        new_offset = _count(answer, "upload-offset")
        if new_offset != offset + len(chunk):
            raise NotThePortal("an offset that does not fit the piece sent")
        return new_offset

    async def receipt(self, url: str) -> UploadReceipt:
        """Return what the portal says of the upload: the hash it computed itself, and whether it takes the file."""
        receipt = decode(await self._http.send("GET", self._path(url), signed_in=True), _RECEIPT)
        if receipt.id != upload_id(url):
            raise NotThePortal("the receipt of another upload")
        return receipt

    async def cancel(self, url: str) -> None:
        """Give the upload up; nothing to give up is fine too."""
        answer = await self._http.send("DELETE", self._path(url), headers=_TUS, signed_in=True)
        if answer.status not in (204, 404, 410):
            raise _refusal(answer)

    def _path(self, url: str) -> str:
        return same_origin_path(url, self._http.base_url)


def upload_id(url: str) -> str:
    """Return the id of an upload, which a submission names."""
    return unquote(url.rsplit("/", 1)[-1])


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8", "replace")).decode()


def _count(answer: Answer, name: str) -> int:
    text = answer.headers.get(name, "")
    if "tus-resumable" not in answer.headers or not text.isascii() or not text.isdigit() or len(text) > 15:
        raise NotThePortal(f"{answer.status} without {name}")
    return int(text)


def _refusal(answer: Answer) -> PortalError:
    """Return the error for an answer; one to HEAD has no body, so there the tus header proves whose it is."""
    if answer.method == "HEAD" and "tus-resumable" in answer.headers and answer.status >= 400:
        return problem_class(answer.status)(answer.status)
    return refusal(answer)
