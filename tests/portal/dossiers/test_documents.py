"""Slips, copies and results: drawn once, kept for ever, signed so that anybody can check them offline."""

import asyncio
import base64
import hashlib
import io
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pypdf import PdfReader

from portal.dossiers.rendering import BUSY, _Desk, draw_missing
from portal.payments.schemas import Bill
from tests.portal.filing import CITIZEN, accept, get, new_key, post, return_result, submission, submit
from tests.portal.payments import paying
from tests.portal.running import RunningPortal


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


async def test_every_document_is_a_pdf_with_the_hash_it_says_and_marked_as_a_sample(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    await accept(portal, dossier["id"])
    await return_result(portal, dossier["id"])
    done = await get(portal, f"/api/v1/dossiers/{dossier['id']}", person)
    assert [document["kind"] for document in done["documents"]] == [
        "submission_confirmation", "submitted_copy", "acceptance_slip", "result",
    ]  # fmt: skip
    for document in done["documents"]:
        path = f"/api/v1/dossiers/{dossier['id']}/documents/{document['id']}"
        answer = await portal.client.get(path, headers=person)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"].startswith("sandbox")
        assert hashlib.sha256(answer.content).hexdigest() == document["sha256"]
        assert len(answer.content) == document["size_bytes"]
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "SAMPLE" in text
        assert dossier["code"] in text


async def test_the_copy_shows_what_was_submitted(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    copy = next(document for document in dossier["documents"] if document["kind"] == "submitted_copy")
    data = await portal.client.get(f"/api/v1/dossiers/{dossier['id']}/documents/{copy['id']}", headers=person)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data.content)).pages)
    for shown in ("NGUYỄN MẪU MINH AN", "02/11/2026", "giấy chứng sinh.jpg"):
        assert shown in " ".join(text.split()), text


async def test_a_receipt_says_the_amount_in_figures_and_in_words(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    path = f"/api/v1/dossiers/{(await submit(portal, person))['id']}"
    await accept(portal, path.rsplit("/", 1)[1])
    bill = Bill.model_validate((await get(portal, path, person))["bills"][0])
    await paying.send_signed(portal, paying.notice(await paying.start(portal, bill)))
    paid = await get(portal, path, person)
    receipt = next(document for document in paid["documents"] if document["kind"] == "receipt")
    data = await portal.client.get(f"{path}/documents/{receipt['id']}", headers=person)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data.content)).pages)
    assert "16.000 đồng" in text
    assert "mười sáu nghìn đồng" in " ".join(text.split()).lower()


async def test_a_statement_verifies_with_the_published_key_and_says_what_it_is(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    statement = dossier["documents"][0]["statement"]
    header, payload, signature = statement.split(".")
    keys = (await portal.client.get("/.well-known/motcua-keys.json")).json()["keys"]
    head = json.loads(decode(header))
    key = next(key for key in keys if key["kid"] == head["kid"])
    assert (head["alg"], key["crv"], key["kty"]) == ("EdDSA", "Ed25519", "OKP")
    Ed25519PublicKey.from_public_bytes(decode(key["x"])).verify(decode(signature), f"{header}.{payload}".encode())
    claims = json.loads(decode(payload))
    assert (claims["typ"], claims["kind"], claims["code"]) == ("slip", "submission_confirmation", dossier["code"])
    assert claims["sample"] is True
    assert claims["iss"] == portal.settings.base_url
    assert len(statement) < 700  # a QR code that a phone reads from paper


async def test_documents_left_undrawn_when_the_portal_is_busy_or_killed_are_drawn_at_the_next_request(
    portal: RunningPortal,
) -> None:
    person = await portal.bearer(CITIZEN)
    body, key = await submission(portal, person), new_key()
    portal.deps.extras["drawing"] = _Desk(
        asyncio.Semaphore(2), dict.fromkeys(map(str, range(BUSY)), asyncio.current_task())
    )
    sent = (await post(portal, "/api/v1/dossiers", person, body, key=key)).json()
    portal.deps.extras.clear()
    assert sent["documents"] == []
    found = await get(portal, f"/api/v1/dossiers/by-key/{key}", person)
    assert [document["kind"] for document in found["documents"]] == ["submission_confirmation", "submitted_copy"]


async def test_drawing_twice_keeps_the_first_pdf(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    await draw_missing(portal.deps, [dossier["id"], dossier["id"]])
    assert (await get(portal, f"/api/v1/dossiers/{dossier['id']}", person))["documents"] == dossier["documents"]
