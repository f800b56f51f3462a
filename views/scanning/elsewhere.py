"""What a terminal's scanner read that no screen waited for: what it is, and where it leads."""

from typing import assert_never
from urllib.parse import urlencode

import flet as ft

from app.i18n import Translator
from app.scanning.codes import Code, read_scanned
from views.design import Body, Button, Title
from views.kiosk.watch import over_everything
from views.scanning.heard import below_each_other
from views.scanning.words import problem_words
from views.shared.boundary import view
from views.shared.context import use_surroundings
from views.shared.hooks import use_subscription, use_value
from views.shared.navigation import go


@view
def ScannedElsewhere() -> ft.Control:
    """Nothing to be seen, until something is scanned that no screen wanted."""
    around = use_surroundings()
    t, scanner = around.text, around.services.scanner
    none: Code | None = None
    heard, set_heard = use_value(none)

    def take(text: str) -> bool:
        set_heard(read_scanned(text))
        return True

    use_subscription(lambda: scanner.listen(take, is_last_resort=True) if scanner is not None else lambda: None)

    def leave() -> None:
        set_heard(None)

    def follow() -> None:
        if heard is not None and scanner is not None:
            if heard.kind in ("hand_over", "settings"):  # secrets: in no address
                scanner.keep(heard.value)
            set_heard(None)
            go(_leads_to(heard))

    content: ft.Control | None = None
    if heard is not None:
        words, onward = _said(heard, t)
        buttons = [Button(onward, follow, full=True, key="scanned-onward", autofocus=True)] if onward else []
        close = Button(t("Close"), leave, kind="secondary", full=True, key="scanned-close", autofocus=not buttons)
        said = ft.Semantics(live_region=True, container=True, content=Body(words))
        content = below_each_other([Title(t("Scanned")), said, *buttons, close])
    ft.use_dialog(over_everything(content, around, name=t("Scanned")) if content is not None else None)
    return ft.Container(visible=False)


def _leads_to(code: Code) -> str:
    if code.kind == "application":
        return f"/lookup?{urlencode({'code': code.value})}"
    routes = {"hand_over": "/kiosk/continue", "settings": "/kiosk/staff"}
    return routes.get(code.kind) or f"/procedures/{code.value}"


def _said(code: Code, t: Translator) -> tuple[str, str]:
    """Return what it is, in words, and what the button that leads on says; no button without."""
    match code.kind:
        case "application":
            return t("This is the code of an application: {code}.", code=code.value), t("Track this application")
        case "hand_over":
            return t("This is the code of an application that was begun elsewhere."), t("Go on with it here")
        case "settings":
            return t("This is a code for the staff of this office."), t("Open the staff's screen")
        case "procedure":
            return t("This is the code of a service: {code}.", code=code.value), t("Open the service")
        case "id_card":
            words = t("This is an identity card. Nothing of it was kept.")
            return (
                f"{words} {t('Open the form that asks for it, press “Scan the identity card” there, and scan again.')}",
                "",
            )
        case "another_code" | "unknown":
            words = t("This code is none that is used here. Nothing of it was kept.")
            return f"{words} {t('Ask the staff if you do not know what it is for.')}", ""
        case "empty" | "health_card" | "damaged" | "letters_lost":
            return problem_words(code.kind, t, is_kiosk=True), ""
        case _:
            assert_never(code.kind)
