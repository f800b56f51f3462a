"""The sandbox gateway's and the sandbox bank's own pages; none of them exists in production."""

import re

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.orm import Session

from forms.payment_codes import read_vietqr
from portal.deps import Deps, DepsNow
from portal.identity.requests import Form, only_in_development
from portal.pages.frame import language_of, respond
from portal.payments import pages, vnpay
from portal.payments.attempts import take_transfer
from portal.payments.gateway import gateway_of, remember_application
from portal.payments.ledger import Arrival
from portal.payments.receipts import paid_hook
from portal.payments.sandbox import RESPONSE_CODES, answer_query, decide, deliver, open_order, read_order
from portal.payments.service import new_id
from portal.payments.transfer import SAMPLE_ACCOUNT

router = APIRouter(prefix="/sandbox", dependencies=[Depends(only_in_development)], include_in_schema=False)

_DIGITS = re.compile(r"[0-9]{1,12}")
_TRANSFER_ID = re.compile(r"transfer_[0-9a-f]{32}")


@router.get("/vnpay/pay")
async def gateway(request: Request, deps: DepsNow) -> Response:
    """Show a rightly signed order to the payer."""
    query, language = request.scope["query_string"], _gateway_language(request)
    order = read_order(query, gateway_of(deps).merchant, now=deps.now())
    if order is None:
        return respond(pages.bad_order_page(language), status=400)
    await deps.database.write(lambda session: open_order(session, order, now=deps.now()).reference)
    return respond(pages.gateway_page(order, query.decode(), payee=SAMPLE_ACCOUNT.payee, language=language))


@router.post("/vnpay/pay")
async def gateway_decision(request: Request, form: Form, deps: DepsNow) -> Response:
    """Take the payer's decision, tell the portal (or not yet), and send the browser to the return page."""
    remember_application(deps, request.app)
    merchant, choice = gateway_of(deps).merchant, form.get("choice", "")
    order = read_order(form.get("order", "").encode(), merchant, now=deps.now())
    if order is None or choice not in RESPONSE_CODES:
        return respond(pages.bad_order_page("en" if form.get("lang") == "en" else "vi"), status=400)

    def write(session: Session) -> dict[str, str]:
        return decide(
            session,
            order,
            choice,  # type: ignore[arg-type]  # a key of RESPONSE_CODES, checked above
            notice=form.get("notice", "now"),
            merchant=merchant,
            random=deps.random,
            now=deps.now(),
        )

    notice = await deps.database.write(write)
    if form.get("notice", "now") == "now":
        await deliver(deps, order["vnp_TxnRef"])
    return RedirectResponse(f"{order['vnp_ReturnUrl']}?{vnpay.signed_query(notice, merchant.secret)}", 303)


@router.get("/vnpay/query")
async def gateway_query(request: Request, deps: DepsNow) -> Response:
    """Answer a signed question about an order with a signed form (what ``querydr`` does for merchants)."""
    merchant = gateway_of(deps).merchant
    try:
        fields = vnpay.read_notice(request.scope["query_string"], merchant.secret)
    except vnpay.ForgedNoticeError:
        return PlainTextResponse("", 400)
    known = await deps.database.read(lambda session: answer_query(session, fields.get("vnp_TxnRef", "")))
    return PlainTextResponse(vnpay.signed_query({**known, "vnp_TmnCode": merchant.tmn_code}, merchant.secret))


@router.get("/bank")
async def bank(request: Request, deps: DepsNow) -> Response:
    """Show the sandbox bank; ``payload`` fills in a VietQR order."""
    payload = request.query_params.get("payload", "")[:500]
    return respond(pages.bank_page(language_of(request), new_id("transfer", deps.random), payload=payload))


@router.post("/bank")
async def bank_transfer(request: Request, form: Form, deps: DepsNow) -> Response:
    """Make a transfer and tell the portal; the same form sent twice is one transfer."""
    remember_application(deps, request.app)
    language = form["lang"] if form.get("lang") in ("vi", "en") else language_of(request)
    arrival = _read_transfer(form)
    if arrival is None:
        page = pages.bank_page(
            language, new_id("transfer", deps.random), payload=form.get("payload", "")[:500], problem=True
        )
        return respond(page, status=400)
    outcome = await deps.database.write(lambda session: _take(session, arrival, deps))
    return respond(pages.bank_page(language, new_id("transfer", deps.random), outcome=outcome))


def _take(session: Session, arrival: Arrival, deps: Deps) -> str:
    return take_transfer(session, arrival, paid=paid_hook(deps), random=deps.random, now=deps.now())


def _read_transfer(form: dict[str, str]) -> Arrival | None:
    amount, content = form.get("amount", "").strip().replace(".", "").replace(",", ""), form.get("content", "").strip()
    payload, transfer_id = form.get("payload", "").strip(), form.get("transfer", "")
    if payload:
        code = read_vietqr(payload)
        if code is None or code.account != SAMPLE_ACCOUNT.number or code.bank_bin != SAMPLE_ACCOUNT.bank_bin:
            return None
        amount, content = amount or str(code.amount_vnd or ""), content or code.purpose or ""
    if not _DIGITS.fullmatch(amount) or int(amount) == 0 or not _TRANSFER_ID.fullmatch(transfer_id):
        return None
    return Arrival("bank", transfer_id, int(amount), content=content[:200])


def _gateway_language(request: Request) -> str:
    locale = request.query_params.get("vnp_Locale")
    return {"en": "en", "vn": "vi"}.get(locale or "", language_of(request))
