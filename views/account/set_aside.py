"""What was found not to be as it was stored on this device, and what of it is still whole."""

from collections import Counter

import flet as ft

from app.i18n import Formats, Translator
from app.safe import Safe
from app.vault.model import Finding
from views.design import Body, Button, Notice, Row, Section, Stack
from views.shared.boundary import view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_subscription, use_value


@view
def SetAside(safe: Safe) -> ft.Control:
    """One notice for the whole file, one for each kind of thing; nothing when all is as it was stored."""
    services, t, formats = use_services(), use_text(), use_formats()
    seen, redraw = use_value(0)
    use_subscription(lambda: services.changes.subscribe(lambda _: redraw(seen + 1)), seen)

    async def have_seen() -> None:
        await safe.have_seen()
        redraw(seen + 1)

    told = [*_of_the_file(safe, t), *_of_things(safe.unseen, t, formats)]
    if not told:
        return Stack([])
    rest = t("Everything else opens as you left it. What you submitted is with the office in any case.")
    button = Button(t("I have seen this"), have_seen, kind="secondary", key="seen-set-aside")
    return Stack([Section(t("Not as you left it")), *told, Body(rest), Row([button], wrap=True)])


def _of_the_file(safe: Safe, t: Translator) -> list[ft.Control]:
    if safe.loss == "older":
        text = t("What is kept here is older than when the app last ended: an earlier copy was put in its place.")
    elif safe.loss == "gone":
        text = t("What was kept here is gone: its file was not there at the start. The app began anew.")
    else:
        return []
    return [Notice("error", t("Check what you filled in last"), text, key="loss")]


def _of_things(findings: tuple[Finding, ...], t: Translator, formats: Formats) -> list[ft.Control]:
    counts = Counter((finding.kind, finding.reason) for finding in findings)
    last = {(finding.kind, finding.reason): finding.found_at for finding in findings}
    notices: list[ft.Control] = []
    for (kind, reason), count in counts.items():
        found_at = last[kind, reason]
        when = t("Found {time}.", time=formats.date_time(found_at)) if found_at is not None else ""
        title = f"{_things(kind, t)}: {count}" if kind else t("What is kept on this device")
        notices.append(Notice("needs_you", title, f"{_why(reason, t)} {when}".strip(), key=f"finding-{kind}-{reason}"))
    return notices


def _things(kind: str, t: Translator) -> str:
    match kind:
        case "drafts":
            return t("Applications you are filling in")
        case "parcels":
            return t("Applications waiting to be sent")
        case "dossiers":
            return t("Submitted applications, as this device knew them")
        case "blob" | "kept_files":
            return t("Files on this device")
        case "forms":
            return t("Forms of applications")
        case "identity":
            return t("Your sign-in")
        case _:
            return t("Settings and lists")


def _why(reason: str, t: Translator) -> str:
    match reason:
        case "put_back":
            return t("An older copy stood in its place and was set aside.")
        case "missing":
            return t("It is gone although nobody deleted it.")
        case "unchecked":
            return t("It could not be checked whether everything is the newest. Look through what you filled in last.")
        case "file_damaged":
            return t("The file was damaged. What still opened was taken over; the damaged file is kept beside it.")
        case _:
            return t("It was damaged, does not open any more, and was set aside.")
