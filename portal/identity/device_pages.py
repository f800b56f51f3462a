"""What a phone shows while its person signs in at a public terminal (RFC 8628, 3.3 and 5.4)."""

from sqlalchemy.orm import Session

from portal.clock import HANOI
from portal.dossiers.offices import office_by_id
from portal.identity import texts
from portal.identity.device import USER_CODE_LENGTH, in_groups
from portal.identity.pages import framed, open_form, stopped_page
from portal.identity.tables import DeviceRequestRow, PersonRow, SignInRequestRow, TerminalRow
from portal.pages.frame import Page, choose, facts, labelled, notice
from portal.pages.markup import join, tag


def phone_page(
    session: Session, row: SignInRequestRow, handle: str, *, language: str, problem: texts.Text | None = None
) -> Page:
    """Return the page that an identified person is at: which code, or whether this is the screen in front of them."""
    asked = session.get(DeviceRequestRow, row.device_code_hash) if row.device_code_hash is not None else None
    if asked is None or row.subject is None:
        return _code_page(row, handle, language=language, problem=problem)
    terminal = session.get_one(TerminalRow, asked.terminal_id)
    return _question_page(row, handle, asked, terminal, session.get_one(PersonRow, row.subject), language=language)


def told_page(language: str, *, allows: bool) -> Page:
    """Return the page after an answer that counted."""
    if allows:
        return stopped_page(texts.PHONE_DONE_TITLE, texts.PHONE_DONE, language=language)
    return stopped_page(texts.PHONE_REFUSED_TITLE, texts.PHONE_REFUSED, language=language)


def gone_page(language: str) -> Page:
    """Return the page after an answer that came too late."""
    return stopped_page(texts.PHONE_GONE_TITLE, texts.PHONE_GONE, language=language)


def _code_page(row: SignInRequestRow, handle: str, *, language: str, problem: texts.Text | None) -> Page:
    read = row.state or ""
    box = tag(
        "input", type="text", name="user_code", id="user_code", value=in_groups(read) if read else None, required=True,
        maxlength=2 * USER_CODE_LENGTH, autocomplete="off", autocapitalize="characters", spellcheck="false",
        aria_describedby="user_code-hint",
    )  # fmt: skip
    body = join(
        notice("error", choose(texts.PROBLEM, language), tag("p", choose(problem, language))) if problem else None,
        tag("p", choose(texts.CODE_COMPARE, language)) if read else None,
        open_form(
            handle,
            language,
            labelled(choose(texts.CODE_LABEL, language), box, of="user_code", hint=choose(texts.CODE_HINT, language)),
            tag("button", choose(texts.CONTINUE, language)),
            action="/oauth/device",
        ),
    )
    return framed(texts.CODE_TITLE, row, handle, language=language, body=body)


def _question_page(
    row: SignInRequestRow,
    handle: str,
    asked: DeviceRequestRow,
    terminal: TerminalRow,
    person: PersonRow,
    *,
    language: str,
) -> Page:
    office = office_by_id(terminal.office_id)
    shown_at = asked.created_at.astimezone(HANOI)
    body = join(
        tag(
            "div",
            facts(
                (choose(texts.ASK_TERMINAL, language), f"{terminal.id} – {terminal.name}"),
                (choose(texts.ASK_OFFICE, language), choose(office.name, language)),
                (choose(texts.ASK_ADDRESS, language), choose(office.address, language)),
                (choose(texts.CODE_TITLE, language), in_groups(row.state or "")),
                (choose(texts.ASK_TIME, language), f"{shown_at:%H:%M:%S, %d/%m/%Y}"),
                (choose(texts.ASK_PERSON, language), person.name),
            ),
            class_="card",
        ),
        notice("waiting", choose(texts.ASK_WARNING_TITLE, language), tag("p", choose(texts.ASK_WARNING, language))),
        open_form(
            handle,
            language,
            tag(
                "div",
                tag("button", choose(texts.ASK_YES, language), name="answer", value="allow"),
                tag("button", choose(texts.ASK_NO, language), name="answer", value="refuse", class_="secondary"),
                class_="row",
            ),
            action="/oauth/device/answer",
        ),
    )
    return framed(texts.ASK_TITLE, row, handle, language=language, body=body)
