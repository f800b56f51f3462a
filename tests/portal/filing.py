"""What a citizen does at the portal, over HTTP: send files, submit, answer; and the officer's verbs beside it."""

import base64
import hashlib
import io
import itertools
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import httpx
from PIL import Image
from sqlalchemy.orm import Session

from portal.dossiers.tables import DossierRow
from portal.identity.signed_in import SignedIn
from tests.portal.running import RunningPortal

ROOT = Path(__file__).resolve().parent.parent.parent
CITIZEN, OTHER_CITIZEN = "sample-mai", "sample-ha"
OFFICER = SignedIn("sample-officer-1", "Cán bộ mẫu", role="officer", office_id="X00.01")
OTHER_OFFICER = SignedIn("sample-officer-3", "Cán bộ khác", role="officer", office_id="X00.02")
BIRTH = "1.001193"
PAPER = "giay_chung_sinh"
TUS = {"Tus-Resumable": "1.0.0"}

_keys = itertools.count(1)


def new_key() -> str:
    """Return an Idempotency-Key that no other call of this run has."""
    return f"key-{next(_keys):06d}"


@lru_cache
def photo(seed: int = 0, *, width: int = 64) -> bytes:
    """Return a small JPEG photo."""
    out = io.BytesIO()
    Image.effect_noise((width, 48), 40 + seed).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def pdf() -> bytes:
    """Return a small PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def metadata(**values: str) -> str:
    """Return an Upload-Metadata header."""
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def checksum(data: bytes, algorithm: str = "sha256") -> str:
    """Return an Upload-Checksum header."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


async def upload(portal: RunningPortal, person: dict[str, str], data: bytes, *, name: str = "giấy.jpg") -> str:
    """Send a whole file and return the upload's id."""
    headers = {
        **person,
        **TUS,
        "Upload-Length": str(len(data)),
        "Upload-Metadata": metadata(filename=name, sha256=hashlib.sha256(data).hexdigest()),
    }
    created = await portal.client.post("/api/v1/uploads", headers=headers)
    assert created.status_code == 201, created.text
    location = created.headers["location"]
    sent = await send(portal.client, location, person, data, offset=0)
    assert sent.status_code == 204, sent.text
    return str(location.rsplit("/", 1)[-1])


async def send(
    client: httpx.AsyncClient, location: str, person: dict[str, str], data: bytes, *, offset: int, **headers: str
) -> httpx.Response:
    """Send one piece of a file."""
    given = {
        **person,
        **TUS,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return await client.patch(location, headers=given, content=data)


def answers(name: str = "married_parents") -> dict[str, Any]:
    """Return the answers of a birth registration."""
    text = (ROOT / "content" / BIRTH / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


async def file_entry(
    portal: RunningPortal, person: dict[str, str], *, paper_id: str = PAPER, data: bytes | None = None
) -> dict[str, Any]:
    """Send a photo and return the entry of a submission that names it."""
    content = photo() if data is None else data
    return {
        "paper_id": paper_id,
        "upload_id": await upload(portal, person, content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "file_name": "giấy chứng sinh.jpg",
        "media_type": "image/jpeg",
        "size_bytes": len(content),
    }


async def submission(portal: RunningPortal, person: dict[str, str], **changes: Any) -> dict[str, Any]:
    """Return the body of a right submission, its file sent."""
    procedure = portal.deps.catalogue.find(BIRTH)
    assert procedure is not None
    assert procedure.form is not None
    body = {
        "procedure_code": BIRTH,
        "form_version": procedure.form.version,
        "language": "vi",
        "subject": "child",
        "answers": answers(),
        "confirmations": [],
        "declared": True,
        **changes,
    }
    if "files" not in body:
        body["files"] = [await file_entry(portal, person)]
    return body


async def submit(
    portal: RunningPortal, person: dict[str, str], *, key: str | None = None, **changes: Any
) -> dict[str, Any]:
    """Submit a birth registration and return the dossier with its documents, however busy the machine is."""
    body = await submission(portal, person, **changes)
    answer = await post(portal, "/api/v1/dossiers", person, body, key=key)
    assert answer.status_code == 201, answer.text
    return cast("dict[str, Any]", await get(portal, answer.headers["location"], person))


async def post(
    portal: RunningPortal, path: str, person: dict[str, str], body: Any, *, key: str | None = None
) -> httpx.Response:
    """Send JSON with an Idempotency-Key."""
    return await portal.client.post(path, json=body, headers={**person, "Idempotency-Key": key or new_key()})


async def get(portal: RunningPortal, path: str, person: dict[str, str]) -> Any:
    """Return the JSON of a path that must be there."""
    answer = await portal.client.get(path, headers=person)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def desk(portal: RunningPortal, verb: Callable[[Session], DossierRow]) -> None:
    """Let an officer do something."""
    await portal.deps.database.write(lambda session: verb(session).version)


async def accept(portal: RunningPortal, dossier_id: str) -> None:
    """Let the office accept a dossier."""
    dossiers, now = portal.deps.dossiers, portal.clock()
    await desk(portal, lambda session: dossiers.accept(session, dossier_id, officer=OFFICER, now=now))


async def start(portal: RunningPortal, dossier_id: str) -> None:
    """Let the office start processing."""
    dossiers, now = portal.deps.dossiers, portal.clock()
    await desk(portal, lambda session: dossiers.start(session, dossier_id, officer=OFFICER, now=now))


async def ask(portal: RunningPortal, dossier_id: str, *items: dict[str, str], **more: Any) -> None:
    """Let the office ask for items."""
    dossiers, now = portal.deps.dossiers, portal.clock()
    await desk(
        portal,
        lambda session: dossiers.ask_for_items(session, dossier_id, officer=OFFICER, items=items, now=now, **more),
    )


async def send_proof(portal: RunningPortal, dossier_id: str) -> None:
    """Let the office send the draft result."""
    dossiers, now = portal.deps.dossiers, portal.clock()
    await desk(portal, lambda session: dossiers.send_proof(session, dossier_id, officer=OFFICER, now=now))


async def return_result(portal: RunningPortal, dossier_id: str) -> None:
    """Let the office return the result."""
    dossiers, now = portal.deps.dossiers, portal.clock()
    await desk(portal, lambda session: dossiers.return_result(session, dossier_id, officer=OFFICER, now=now))
