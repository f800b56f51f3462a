"""Pages of the sandbox gateway and the sandbox bank, and the return page. No card field exists anywhere."""

from collections.abc import Mapping

from babel.numbers import format_decimal

from portal.pages.frame import Page, choose, facts, hidden, labelled, notice
from portal.pages.markup import Markup, join, tag
from portal.payments import texts


def money(amount_vnd: int, language: str) -> str:
    """Return an amount in official form: ``16.000 ₫`` (``16,000 ₫`` in English)."""
    return f"{format_decimal(amount_vnd, locale='en' if language == 'en' else 'vi')} ₫"


def gateway_page(order: Mapping[str, str], query: str, *, payee: str, language: str) -> Page:
    """Return the page on which the payer decides; the signed order travels with the form and is checked again."""
    amount = tag("span", money(int(order["vnp_Amount"]) // 100, language), class_="amount")
    summary = facts(
        (choose(texts.PAY_TO, language), payee),
        (choose(texts.WHAT_FOR, language), order["vnp_OrderInfo"]),
        (choose(texts.REFERENCE, language), order["vnp_TxnRef"]),
        (choose(texts.AMOUNT, language), amount),
    )
    body = join(
        _sample(language),
        tag("div", summary, class_="card"),
        tag(
            "form",
            hidden(order=query, lang=language),
            _when(language),
            tag("div", *(_button(value, kind, label, language) for value, kind, label in _DECISIONS), class_="row"),
            method="post",
            action="/sandbox/vnpay/pay",
        ),
    )
    return Page(choose(texts.GATEWAY_TITLE, language), language, body)


_DECISIONS = (
    ("approve", "", texts.APPROVE),
    ("refuse", "secondary", texts.NOT_ENOUGH),
    ("cancel", "danger", texts.CANCEL),
)


def _button(value: str, kind: str, label: texts.Text, language: str) -> Markup:
    return tag("button", choose(label, language), name="choice", value=value, class_=kind or None)


def _when(language: str) -> Markup:
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="notice", value=value, checked=value == "now"),
            choose(label, language),
            class_="tick",
        )
        for value, label in texts.WHEN.items()
    ]
    return tag("fieldset", tag("legend", choose(texts.WHEN_TITLE, language)), *choices)


def bad_order_page(language: str) -> Page:
    """Return the page for an order that is forged, foreign or over."""
    return Page(
        choose(texts.BAD_ORDER_TITLE, language), language, tag("p", choose(texts.BAD_ORDER, language), role="alert")
    )


def return_page(language: str, way_back: str | None) -> Page:
    """Return the page the payer comes back to."""
    back = (
        tag("p", tag("a", choose(texts.BACK, language), href=way_back, class_="button"))
        if way_back is not None
        else tag("p", choose(texts.CLOSE, language))
    )
    body = join(
        notice("waiting", choose(texts.RETURN, language), tag("p", choose(texts.RETURN_DECIDES_NOTHING, language))),
        back,
    )
    return Page(choose(texts.RETURN_TITLE, language), language, body)


def bank_page(
    language: str, transfer_id: str, *, payload: str = "", outcome: str | None = None, problem: bool = False
) -> Page:
    """Return the sandbox bank's only page: a transfer to make, above it what became of the last one."""
    body = join(
        _sample(language),
        _outcome(outcome, language) if outcome is not None else None,
        notice("error", choose(texts.NOT_TRANSFERRED, language), tag("p", choose(texts.BAD_TRANSFER, language)))
        if problem
        else None,
        _bank_form(language, transfer_id, payload),
    )
    return Page(choose(texts.BANK_TITLE, language), language, body)


def _outcome(outcome: str, language: str) -> Markup:
    kind = "done" if outcome in ("settled", "recorded") else "waiting"
    said = tag("p", choose(texts.OUTCOMES[outcome], language))
    return notice(kind, choose(texts.TRANSFERRED, language), said)


def _bank_form(language: str, transfer_id: str, payload: str) -> Markup:
    def box(name: str, label: texts.Text, hint: texts.Text | None = None, **attributes: str) -> Markup:
        described = {"aria_describedby": f"{name}-hint"} if hint else {}
        control = tag("input", type="text", name=name, id=name, autocomplete="off", **described, **attributes)
        return labelled(
            choose(label, language), control, of=name, hint=choose(hint, language) if hint is not None else None
        )

    return tag(
        "form",
        hidden(transfer=transfer_id, lang=language),
        box("payload", texts.PAYLOAD, texts.PAYLOAD_HINT, value=payload),
        box("content", texts.CONTENT),
        box("amount", texts.AMOUNT, texts.AMOUNT_HINT, inputmode="numeric"),
        tag("button", choose(texts.TRANSFER, language)),
        method="post",
        action="/sandbox/bank",
        class_="card",
    )


def _sample(language: str) -> Markup:
    return notice("plain", choose(texts.SAMPLE, language), tag("p", choose(texts.NO_MONEY, language)))
