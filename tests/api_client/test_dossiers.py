"""Success is believed only with the right status, type, shape and our own key."""

import pytest

from api_client.errors import NotFound, NotThePortal
from tests.api_client.answers import DOSSIER, PAYMENT, answer, portal_answering, problem


async def test_a_submission_is_believed_when_it_echoes_the_key() -> None:
    dossier = await portal_answering(answer(201, DOSSIER)).dossiers.submit("key-1", {})
    assert dossier.code == "X00.01-261122-0001"


async def test_a_submission_that_echoes_another_key_is_not_believed() -> None:
    with pytest.raises(NotThePortal) as caught:
        await portal_answering(answer(201, DOSSIER)).dossiers.submit("key-2", {})
    assert caught.value.may_have_arrived


@pytest.mark.parametrize("status", [202, 204, 206, 304])
async def test_a_submission_with_another_success_is_not_believed(status: int) -> None:
    with pytest.raises(NotThePortal):
        await portal_answering(answer(status, DOSSIER)).dossiers.submit("key-1", {})


async def test_a_submission_with_another_content_type_is_not_believed() -> None:
    with pytest.raises(NotThePortal):
        await portal_answering(answer(201, DOSSIER, "text/html")).dossiers.submit("key-1", {})


async def test_an_unknown_key_is_none_only_when_the_portal_itself_says_so() -> None:
    assert await portal_answering(problem(404, "not-found")).dossiers.find_by_key("key-1") is None
    with pytest.raises(NotThePortal):
        await portal_answering(answer(404, b"<html>404</html>", "text/html")).dossiers.find_by_key("key-1")
    with pytest.raises(NotThePortal):
        await portal_answering(answer(404, {"detail": "Not Found"})).dossiers.find_by_key("key-1")


async def test_an_unknown_status_request_kind_and_field_are_tolerated() -> None:
    body = {**DOSSIER, "status": 42, "novel": {"a": 1}}
    body["requests"] = [{**DOSSIER["requests"][0], "kind": "hologram", "state": "pondering"}]
    body["bills"] = [{**DOSSIER["bills"][0], "state": "melted"}]
    dossier = await portal_answering(answer(200, body)).dossiers.get("d1")
    assert dossier.status == 42
    assert (dossier.requests[0].kind, dossier.requests[0].state, dossier.bills[0].state) == ("other", "other", "other")


async def test_an_answer_about_another_dossier_is_not_believed() -> None:
    portal = portal_answering(lambda: answer(200, DOSSIER))
    with pytest.raises(NotThePortal):
        await portal.dossiers.withdraw("d2", key="k", reason="r")
    with pytest.raises(NotThePortal):
        await portal.dossiers.send_answer("d2", "r1", key="k", payload={"agree": True})


async def test_a_document_is_bytes_and_never_a_page() -> None:
    assert await portal_answering(answer(200, b"%PDF", "application/pdf")).dossiers.document("d1", "doc1") == b"%PDF"
    for kind in ("text/html", "", "application/problem+json"):
        with pytest.raises(NotThePortal):
            await portal_answering(answer(200, b"<html>", kind)).dossiers.document("d1", "doc1")
    with pytest.raises(NotFound):
        await portal_answering(problem(404, "not-found")).dossiers.document("d1", "doc1")


async def test_a_payment_of_another_bill_is_not_believed() -> None:
    portal = portal_answering(lambda: answer(201, PAYMENT))
    assert (await portal.payments.start(bill_id="bill1", method="vietqr", key="k")).id == "p1"
    with pytest.raises(NotThePortal):
        await portal.payments.start(bill_id="bill2", method="vietqr", key="k")
    with pytest.raises(NotThePortal):
        await portal.payments.get("p2")
