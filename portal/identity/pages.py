"""The sign-in pages: choose a sample person or type ID and PIN, then consent. They must not resemble the real e-ID."""

from collections.abc import Iterable
from urllib.parse import urlencode

from portal.identity import texts
from portal.identity.oidc import DESK_CLIENT, PHONE_CLIENT, redirect_origin
from portal.identity.tables import PersonRow, SignInRequestRow
from portal.pages.frame import Page, choose, hidden, labelled, notice
from portal.pages.markup import Markup, join, tag

OTHER = {"vi": "en", "en": "vi"}


def choice_page(
    request: SignInRequestRow, handle: str, people: Iterable[PersonRow], *, language: str, problem: texts.Text | None
) -> Page:
    """Return the page that asks who is signing in."""
    buttons = [_person_button(person, language) for person in people]
    is_phone = request.client_id == PHONE_CLIENT
    body = join(
        notice("error", choose(texts.PROBLEM, language), tag("p", choose(problem, language))) if problem else None,
        tag("p", choose(texts.PHONE_FIRST, language)) if is_phone else None,
        _sample_notice(language),
        tag("section", tag("h2", choose(texts.CHOOSE, language)), open_form(handle, language, *buttons)),
        tag("section", tag("h2", choose(texts.OR_TYPE, language)), _pin_form(handle, language)),
        None if is_phone else _consent_form(handle, language, ("refuse", "quiet", texts.CANCEL)),
    )
    return framed(texts.TITLE, request, handle, language=language, body=body)


def consent_page(request: SignInRequestRow, handle: str, person: PersonRow, *, language: str) -> Page:
    """Return the page that asks whether the client may know the person."""
    about = texts.CONSENT_DESK if request.client_id == DESK_CLIENT else texts.CONSENT_WHAT
    body = join(
        _sample_notice(language),
        tag(
            "div",
            tag("p", choose(texts.CONSENT_WHO, language)),
            tag("p", tag("strong", person.name)),
            tag("p", f"{choose(texts.LEVEL, language)}: {person.level}", class_="hint"),
            class_="card",
        ),
        tag("p", choose(about, language)),
        None if request.client_id == DESK_CLIENT else _registers(person, language),
        tag("p", choose(texts.CONSENT_NEVER, language), class_="hint"),
        _consent_form(handle, language, ("allow", "", texts.ALLOW), ("refuse", "secondary", texts.REFUSE)),
    )
    return framed(texts.CONSENT_TITLE, request, handle, language=language, body=body)


def stopped_page(title: texts.Text, explanation: texts.Text, *, language: str) -> Page:
    """Return a page that ends here: nothing can be sent back to anyone."""
    return Page(choose(title, language), language, tag("p", choose(explanation, language)))


def framed(title: texts.Text, request: SignInRequestRow, handle: str, *, language: str, body: Markup) -> Page:
    """Return an open page with the way to the same one in the other language."""
    other = OTHER[language]
    address = "/oauth/sign-in?" + urlencode({"request": handle, "ui_locales": other})
    link = tag("a", choose(texts.OTHER_LANGUAGE, language), href=address, lang=other, hreflang=other)
    header = tag("header", tag("span", "Một Cửa", class_="brand"), link, class_="bar")
    return Page(
        choose(title, language), language, body, header=header, form_targets=(redirect_origin(request.redirect_uri),)
    )


def _sample_notice(language: str) -> Markup:
    return notice("plain", choose(texts.SAMPLE, language), tag("p", choose(texts.NOT_VNEID, language)))


def open_form(handle: str, language: str, *children: Markup, action: str = "/oauth/sign-in") -> Markup:
    """Return a form of an open page."""
    return tag("form", hidden(request=handle, ui_locales=language), *children, method="post", action=action)


def _person_button(person: PersonRow, language: str) -> Markup:
    about = tag("small", choose(person.about, language))
    return tag("button", tag("span", person.name), about, name="subject", value=person.subject, class_="person")


def _pin_form(handle: str, language: str) -> Markup:
    def box(name: str, label: texts.Text, hint: texts.Text, *, kind: str, length: int) -> Markup:
        control = tag(
            "input", type=kind, name=name, id=name, inputmode="numeric", maxlength=length, required=True,
            autocomplete="off", aria_describedby=f"{name}-hint",
        )  # fmt: skip
        return labelled(choose(label, language), control, of=name, hint=choose(hint, language))

    return open_form(
        handle,
        language,
        box("personal_id", texts.PERSONAL_ID, texts.PERSONAL_ID_HINT, kind="text", length=12),
        box("pin", texts.PIN, texts.PIN_HINT, kind="password", length=6),
        tag("button", choose(texts.CONTINUE, language)),
    )


def _consent_form(handle: str, language: str, *answers: tuple[str, str, texts.Text]) -> Markup:
    buttons = [
        tag("button", choose(label, language), name="answer", value=value, class_=kind or None)
        for value, kind, label in answers
    ]
    return open_form(handle, language, tag("div", *buttons, class_="row"), action="/oauth/consent")


def _registers(person: PersonRow, language: str) -> Markup:
    sources = dict.fromkeys(entry["source"] for entry in person.known.values())
    return tag("ul", *(tag("li", choose(texts.REGISTERS[source], language)) for source in sources))
