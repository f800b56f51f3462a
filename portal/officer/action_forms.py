"""The forms under a dossier, one for each thing the officer may do now, and how they are read back."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError

from portal.clock import HANOI
from portal.officer import texts
from portal.officer.actions import ACTIONS, possible_actions
from portal.officer.reading import DossierView, in_language
from portal.pages.frame import choose, hidden, labelled
from portal.pages.markup import Markup, join, tag
from portal.plain import Input
from portal.problems import Problem

FIELDS_AT_ONCE = 3
"""How many fields one form can name (papers: all of them)."""

DANGEROUS = ("refuse", "close")
WITH_REASON = ("refuse", "close", "decline-withdrawal")
WITH_NOTE = ("send-proof", "return-result")
END_OF_DAY = time(17, 0)


def action_forms(view: DossierView, *, form_token: str, language: str) -> list[Markup]:
    """Return the forms; the usual next step stands open, the others fold."""
    words = possible_actions(view.matter)
    return [
        _form(word, view, form_token=form_token, language=language, is_open=number == 0)
        for number, word in enumerate(words)
    ]


def read_form(word: str, form: Mapping[str, str]) -> Input:
    """Return what the officer's form says.

    Raises:
        Problem: ``invalid-request`` when a date or an amount is none, or a text is too long.
    """
    try:
        return ACTIONS[word][0].model_validate(_values(word, form))
    except (ValidationError, ValueError) as error:
        said = {
            "vi": "Hãy xem lại ngày và số tiền: ngày ghi đủ, số tiền chỉ gồm chữ số và lớn hơn 0.",
            "en": "Check the date and the amount: a whole date, and an amount in digits above 0.",
        }
        raise Problem("invalid-request", said) from error


def _values(word: str, form: Mapping[str, str]) -> dict[str, Any]:
    if word == "ask":
        due = _end_of_day(form.get("due", ""))
        silence = "closed" if due is not None else None
        return {"items": _items(form), "note": form.get("note", ""), "due_at": due, "on_silence": silence}
    if word == "request-payment":
        title = form.get("title", "").strip()
        titles = {"title": {"vi": title, "en": title}} if title else {}
        return {"amount_vnd": int(form.get("amount", "").replace(".", "").replace(",", "")), **titles}
    return {name: form[name] for name in ("reason", "note") if name in form}


def _items(form: Mapping[str, str]) -> list[dict[str, str]]:
    papers = [
        {"paper_id": paper, "reason": form.get(f"reason:{paper}", ""), "how_to_fix": form.get(f"fix:{paper}", "")}
        for paper in (name.removeprefix("paper:") for name in form if name.startswith("paper:"))
    ]
    fields = [
        {
            "pointer": form[f"field:{number}"],
            "reason": form.get(f"field_reason:{number}", ""),
            "how_to_fix": form.get(f"field_fix:{number}", ""),
        }
        for number in range(1, FIELDS_AT_ONCE + 1)
        if form.get(f"field:{number}")
    ]
    return papers + fields


def _end_of_day(text: str) -> datetime | None:
    return datetime.combine(date.fromisoformat(text), END_OF_DAY, HANOI) if text else None


def _form(word: str, view: DossierView, *, form_token: str, language: str, is_open: bool) -> Markup:
    label = choose(texts.ACTIONS[word], language)
    explanation = texts.EXPLANATIONS.get(word)
    kind = "danger" if word in DANGEROUS else None if is_open else "secondary"
    form = tag(
        "form",
        hidden(form_token=form_token),
        tag("p", choose(explanation, language), class_="hint") if explanation else None,
        _questions(word, view, language),
        tag("button", label, class_=kind),
        method="post",
        action=f"/desk/dossiers/{view.matter.id}/{word}",
    )
    if is_open:
        return tag("div", form, class_="card")
    return tag("details", tag("summary", label), form, class_="card")


def _questions(word: str, view: DossierView, language: str) -> Markup | None:
    if word == "ask":
        return _ask(view, language)
    if word == "request-payment":
        return join(
            _box(f"{word}-title", "title", choose(texts.WHAT_FOR, language)),
            _box(f"{word}-amount", "amount", choose(texts.AMOUNT, language), inputmode="numeric", required=True),
        )
    if word in WITH_REASON:
        return _area(f"{word}-reason", "reason", choose(texts.REASON, language), required=True)
    if word in WITH_NOTE:
        return _area(f"{word}-note", "note", choose(texts.NOTE, language), required=False)
    return None


def _ask(view: DossierView, language: str) -> Markup:
    papers = [_paper_question(paper.paper_id, in_language(paper.title, language), language)
              for paper in view.papers if paper.can_be_asked]  # fmt: skip
    options = [
        tag("option", f"{in_language(answer.label, language)}: {answer.value[language]}"[:120], value=answer.pointer)
        for group in view.answers
        for answer in group.answers
    ]
    fields = [_field_question(number, options, language) for number in range(1, FIELDS_AT_ONCE + 1)]
    due = tag("input", type="date", name="due", id="ask-due", aria_describedby="ask-due-hint")
    return join(
        tag("p", choose(texts.ASK_ONCE, language)),
        _suggestions("reasons", texts.SUGGESTED_REASONS[language]),
        _suggestions("fixes", texts.SUGGESTED_FIXES[language]),
        tag("fieldset", tag("legend", choose(texts.ASK_PAPERS, language)), *papers) if papers else None,
        tag("fieldset", tag("legend", choose(texts.ASK_FIELDS, language)), *fields) if options else None,
        labelled(choose(texts.ASK_DUE, language), due, of="ask-due", hint=_due_hint(view, language)),
        _area("ask-note", "note", choose(texts.NOTE, language), required=False),
    )


def _due_hint(view: DossierView, language: str) -> str:
    if view.usual_days is None:
        return choose(texts.ASK_DUE_HINT, language)
    return choose(texts.ASK_DUE_LAW, language).format(days=view.usual_days)


def _paper_question(paper_id: str, title: str, language: str) -> Markup:
    tick = tag("input", type="checkbox", name=f"paper:{paper_id}", value="1")
    return join(
        tag("label", tick, title, class_="tick"),
        _box(
            f"reason-{paper_id}",
            f"reason:{paper_id}",
            choose(texts.ITEM_REASON, language).format(name=title),
            list="reasons",
        ),
        _box(f"fix-{paper_id}", f"fix:{paper_id}", choose(texts.ITEM_FIX, language).format(name=title), list="fixes"),
    )


def _field_question(number: int, options: list[Markup], language: str) -> Markup:
    none = tag("option", choose(texts.NO_FIELD, language), value="")
    select = tag("select", none, *options, name=f"field:{number}", id=f"field-{number}")
    return join(
        labelled(choose(texts.FIELD, language).format(number=number), select, of=f"field-{number}"),
        _box(
            f"field-reason-{number}",
            f"field_reason:{number}",
            choose(texts.FIELD_REASON, language).format(number=number),
        ),
        _box(f"field-fix-{number}", f"field_fix:{number}", choose(texts.FIELD_FIX, language).format(number=number)),
    )


def _suggestions(name: str, values: tuple[str, ...]) -> Markup:
    return tag("datalist", *(tag("option", value=value) for value in values), id=name)


def _box(control_id: str, name: str, label: str, **attributes: Any) -> Markup:
    control = tag("input", type="text", name=name, id=control_id, maxlength=1000, autocomplete="off", **attributes)
    return labelled(label, control, of=control_id)


def _area(control_id: str, name: str, label: str, *, required: bool) -> Markup:
    control = tag("textarea", name=name, id=control_id, maxlength=4000, required=required)
    return labelled(label, control, of=control_id)
