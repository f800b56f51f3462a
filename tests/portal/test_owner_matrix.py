"""S2: every operation, asked by everybody, for one's own things, another's and such as there are not.

``owner_matrix.yaml`` says what each answers; an operation without a row fails. What is refused changes nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.portal.filing import (
    CITIZEN,
    OTHER_CITIZEN,
    PAPER,
    TUS,
    accept,
    ask,
    file_entry,
    get,
    metadata,
    new_key,
    photo,
    post,
    submission,
)
from tests.portal.running import RunningPortal, running_portal

ACTORS = ("none", "expired", "foreign", "mai", "ha", "officer", "elsewhere")
"""Nobody; Mai with a token of yesterday; Mai with an ID token, which is for the app; Mai; Hà; an officer of the office
that both filed at; an officer of another office."""

MATRIX: dict[str, dict[str, list[int]]] = yaml.safe_load(
    Path(__file__).with_name("owner_matrix.yaml").read_text(encoding="utf-8")
)
PIECE = b"%PDF"
WORD = "request-payment"


@dataclass(frozen=True)
class Things:
    """What one person has, by the names that paths and bodies use."""

    dossier_id: str = "dos_" + "0" * 32
    reference: str = "X00.01-261123-9999"
    lookup_code: str = "AAAAAA"
    key: str = "key-of-nobody"
    request_id: str = "req_" + "0" * 32
    document_id: str = "doc_" + "0" * 32
    sha256: str = "0" * 64
    bill_id: str = "bill_" + "0" * 32
    payment_id: str = "pay_" + "0" * 32
    payment_by_codes_id: str = "pay_" + "0" * 32
    upload_id: str = "0" * 32
    """A whole file that no dossier has taken."""
    other_upload_id: str = "2" * 32
    """Another of the same bytes."""
    open_upload_id: str = "1" * 32
    """Announced, nothing sent."""
    sign_in_id: str = "sgn_" + "0" * 32
    """At another device of theirs."""
    box_id: str = "3" * 32
    """A terminal's box at the relay: nobody reaches one by who they are (tests/portal/relay)."""
    number: int = 0


@dataclass(frozen=True)
class Cell:
    """One question to the portal and the status it must answer with."""

    operation: str
    target: str
    actor: str
    expected: int


class Office:
    """A portal with two citizens' things in it, and everybody signed in."""

    def __init__(self, portal: RunningPortal) -> None:
        self.portal = portal
        self.headers: dict[str, dict[str, str]] = {"none": {}}
        self.things: dict[str, Things] = {}
        self.bodies: dict[str, dict[str, Any]] = {}
        """A right submission of each person, but for its files."""

    async def open(self) -> None:
        await self._sign_in()
        for actor in ("mai", "ha"):
            self.things[actor] = await self._fill(self.headers[actor], seed=len(self.things))
            self.bodies[actor] = await submission(self.portal, self.headers[actor], files=[])

    async def _sign_in(self) -> None:
        portal = self.portal
        self.headers["expired"] = await portal.bearer(CITIZEN)
        portal.clock.move(days=1)
        portal.tokens.clear()
        tokens = await portal.sign_in(CITIZEN)
        self.headers["mai"] = {"Authorization": f"Bearer {tokens['access_token']}"}
        self.headers["foreign"] = {"Authorization": f"Bearer {tokens['id_token']}"}
        others = {"ha": OTHER_CITIZEN, "officer": "sample-officer-1", "elsewhere": "sample-officer-3"}
        for actor, subject in others.items():
            self.headers[actor] = await portal.bearer(subject)

    async def _fill(self, person: dict[str, str], *, seed: int) -> Things:
        portal, key, data = self.portal, new_key(), photo(seed)
        body = await submission(portal, person, files=[await file_entry(portal, person, data=data)])
        filed = await post(portal, "/api/v1/dossiers", person, body, key=key)
        dossier_id = filed.json()["id"]
        await accept(portal, dossier_id)
        await ask(portal, dossier_id, {"paper_id": PAPER, "reason": "Ảnh mờ"})
        dossier = await get(portal, f"/api/v1/dossiers/{dossier_id}", person)
        bill_id = dossier["bills"][0]["id"]
        paid = await post(portal, "/api/v1/payments", person, {"bill_id": bill_id, "method": "gateway"})
        codes = {"code": dossier["code"], "lookup_code": dossier["lookup_code"]}
        by_codes = await post(portal, "/api/v1/lookup/payments", {}, {**codes, "bill_id": bill_id, "method": "vietqr"})
        whole = await file_entry(portal, person, data=photo(10 + seed))
        again = await file_entry(portal, person, data=photo(10 + seed))
        announced = await portal.client.post("/api/v1/uploads", headers={**person, **_announcement()})
        return Things(
            dossier_id=dossier_id,
            reference=dossier["code"],
            lookup_code=dossier["lookup_code"],
            key=key,
            request_id=dossier["requests"][-1]["id"],
            document_id=dossier["documents"][0]["id"],
            sha256=hashlib.sha256(data).hexdigest(),
            bill_id=bill_id,
            payment_id=paid.json()["id"],
            payment_by_codes_id=by_codes.json()["id"],
            upload_id=whole["upload_id"],
            other_upload_id=again["upload_id"],
            open_upload_id=announced.headers["location"].rsplit("/", 1)[-1],
            sign_in_id=await self._another_sign_in(person, subject=CITIZEN if seed == 0 else OTHER_CITIZEN),
        )

    async def _another_sign_in(self, person: dict[str, str], *, subject: str) -> str:
        await self.portal.sign_in(subject)
        places = (await self.portal.client.get("/api/v1/me/sign-ins", headers=person)).json()
        return next(str(place["id"]) for place in places if not place["is_this_one"])

    def meant(self, target: str, actor: str) -> Things:
        """Return what is asked for; who has nothing of their own asks for Mai's, and Hà's are the other's."""
        own, other = ("ha", "mai") if actor == "ha" else ("mai", "ha")
        match target:
            case "own" | "anything":
                return self.things[own]
            case "other":
                return self.things[other]
            case "within":  # one's own dossier, another's thing in it
                inner = {name: getattr(self.things[other], name) for name in ("request_id", "document_id", "sha256")}
                return Things(**{**asdict(self.things[own]), **inner})
        return Things()

    async def ask(self, cell: Cell) -> httpx.Response:
        method, _, path = cell.operation.partition(" ")
        things = self.meant(cell.target, cell.actor)
        names = {**asdict(things), "code": "1.001193", "word": WORD}
        if "uploads" in path and method in ("PATCH", "DELETE"):
            names["upload_id"] = things.open_upload_id
        if cell.operation == "PUT /api/v1/relay/{box_id}":
            names["box_id"] = f"{ACTORS.index(cell.actor):032x}"
        if "lookup" in path:
            names["payment_id"] = things.payment_by_codes_id
        content = self._content(method, path, things=things, actor=cell.actor)
        headers = {**self.headers[cell.actor], "Idempotency-Key": new_key(), **content.pop("headers", {})}
        return await self.portal.client.request(method, path.format(**names), headers=headers, **content)

    def _content(self, method: str, path: str, *, things: Things, actor: str) -> dict[str, Any]:
        """Return headers and body of a request that is right in all but whose it is."""
        match f"{method} {path}":
            case "POST /api/v1/dossiers":
                body = self.bodies["ha" if actor == "ha" else "mai"]
                return {"json": {**body, "files": [_entry(things.other_upload_id, photo(10 + (actor == "ha")))]}}
            case "POST /api/v1/dossiers/{dossier_id}/requests/{request_id}/answer":
                return {"json": {"files": [_entry(things.upload_id, photo(10 + (actor == "ha")))]}}
            case "POST /api/v1/dossiers/{dossier_id}/withdrawal":
                return {"json": {"reason": "Nhầm"}}
            case "POST /api/v1/officer/dossiers/{reference}/{word}":
                return {"json": {"amount_vnd": 1_000}}
            case "POST /api/v1/lookup":
                return {"json": {"code": things.reference, "lookup_code": things.lookup_code}}
            case "POST /api/v1/lookup/payments":
                return {"json": {**self._codes(actor), "bill_id": things.bill_id, "method": "gateway"}}
            case "POST /api/v1/lookup/payments/{payment_id}":
                return {"json": self._codes(actor)}
            case "POST /api/v1/payments":
                return {"json": {"bill_id": things.bill_id, "method": "gateway"}}
            case "PUT /api/v1/relay/{box_id}":
                return {"json": {"token_sha256": "0" * 64, "purpose": "phone", "pieces": 1}}
            case "POST /api/v1/uploads":
                return {"headers": _announcement()}
            case "POST /api/v1/uploads/{upload_id}":
                return {"headers": {**TUS, "X-HTTP-Method-Override": "HEAD"}}
            case "PATCH /api/v1/uploads/{upload_id}":
                tus = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
                return {"headers": tus, "content": PIECE[:2]}
        return {"headers": TUS} if "uploads" in path else {}

    def _codes(self, actor: str) -> dict[str, str]:
        own = self.meant("own", actor)
        return {"code": own.reference, "lookup_code": own.lookup_code}

    async def told(self) -> dict[str, Any]:
        """Return all that the portal tells Mai and Hà of what is theirs."""
        told: dict[str, Any] = {}
        for actor in ("mai", "ha"):
            things, fetch = self.things[actor], partial(get, self.portal, person=self.headers[actor])
            lists = ("dossiers", "bills", "me/sign-ins")
            for path in (*lists, f"payments/{things.payment_id}", f"uploads/{things.upload_id}"):
                told[f"{actor} {path}"] = await fetch(f"/api/v1/{path}")
            told[f"{actor} open"] = await fetch(f"/api/v1/uploads/{things.open_upload_id}")
        return told


def _announcement() -> dict[str, str]:
    return {**TUS, "Upload-Length": str(len(PIECE)), "Upload-Metadata": metadata(filename="a.pdf")}


def _entry(upload_id: str, data: bytes) -> dict[str, Any]:
    return {
        "paper_id": PAPER,
        "upload_id": upload_id,
        "sha256": hashlib.sha256(data).hexdigest(),
        "file_name": "a.jpg",
        "media_type": "image/jpeg",
        "size_bytes": len(data),
    }


def _cells() -> Iterator[Cell]:
    for operation, targets in MATRIX.items():
        for target, row in targets.items():
            yield from (Cell(operation, target, actor, status) for actor, status in zip(ACTORS, row, strict=True))


async def test_everybody_reaches_what_is_theirs_and_nothing_else(tmp_path: Path) -> None:
    async with running_portal(tmp_path / "portal") as portal:
        described = {
            f"{method.upper()} {path}" for path, methods in portal.app.openapi()["paths"].items() for method in methods
        }
        assert not described - MATRIX.keys(), "say in owner_matrix.yaml who may use these"
        office = Office(portal)
        await office.open()
        before = await office.told()
        refused = [cell for cell in _cells() if cell.expected >= 400]
        granted = [cell for cell in _cells() if cell.expected < 400]
        answers = {cell: await office.ask(cell) for cell in refused}
        wrong = _wrong(answers)
        assert not wrong, wrong
        assert await office.told() == before, "what was refused has changed something"
        _assert_nobody_learns_what_there_is(answers)
        wrong = _wrong({cell: await office.ask(cell) for cell in granted})
        assert not wrong, wrong


def _wrong(answers: dict[Cell, httpx.Response]) -> list[str]:
    return [
        f"{cell.operation}, {cell.target}, {cell.actor}: {answer.status_code}, expected {cell.expected}"
        for cell, answer in answers.items()
        if answer.status_code != cell.expected
    ]


def _assert_nobody_learns_what_there_is(answers: dict[Cell, httpx.Response]) -> None:
    """What is another's is answered like what there is not, byte for byte."""
    said: dict[tuple[str, str], set[Any]] = {}
    for cell, answer in answers.items():
        said.setdefault((cell.operation, cell.actor), set()).add(_said(answer))
    assert not [(who, words) for who, words in said.items() if len(words) > 1]


def _said(answer: httpx.Response) -> tuple[Any, ...]:
    """Return all of an answer but the asker's own words: a problem names the path (RFC 9457, ``instance``)."""
    body = answer.content.replace(answer.request.url.raw_path, b"")
    return (
        answer.status_code,
        body,
        *sorted(set(answer.headers.items()) - {("content-length", str(len(answer.content)))}),
    )


@pytest.mark.parametrize("operation", [name for name, targets in MATRIX.items() if "{" in name and "own" in targets])
def test_a_row_says_own_other_and_unknown(operation: str) -> None:
    assert {"own", "other", "unknown"} <= MATRIX[operation].keys()
