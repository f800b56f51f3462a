"""Asking whether earlier answers may be offered, and taking it back."""

import flet as ft

from app.i18n import Translator
from views.design import Body, Button, Card, Notice, Row, Section, Small, Stack, Strong
from views.shared.boundary import view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_redraw, use_subscription


@view
def Consent() -> ft.Control:
    """Ask once, where a later application begins to ask the same."""
    t, earlier = use_text(), use_services().earlier
    return Card(
        [
            Strong(t("You have filed from this device before")),
            Body(t("Shall your answers be offered here, so that you need not type them again?")),
            Small(_what_is_kept(t)),
            Row(
                [
                    Button(t("Yes, offer them"), earlier.agree, kind="secondary", key="earlier-yes"),
                    Button(t("No, do not offer them"), earlier.refuse, kind="quiet", key="earlier-no"),
                ],
                wrap=True,
            ),
        ],
        spacing=8,
        key="earlier-consent",
    )


@view
def EarlierAnswers() -> ft.Control:
    """What is kept of the signed-in person, with the way to forget it; nothing as long as nobody asked."""
    t, earlier, redraw = use_text(), use_services().earlier, use_redraw()
    use_subscription(lambda: earlier.subscribe(redraw))
    if earlier.consent is None:
        return ft.Container(visible=False)
    count = len(earlier.answers)
    lines: list[ft.Control] = [Section(t("Answers of earlier applications")), Small(_what_is_kept(t))]
    if earlier.consent:
        words = t("{count} answers are kept to be offered again.", count=count) if count else t("Nothing is kept.")
        lines.append(ft.Semantics(live_region=True, container=True, content=Body(words)))
    if earlier.is_in_trouble:
        lines.append(Notice("error", t("This could not be stored. Nothing was changed; try again."), ""))
    buttons: list[ft.Control] = []
    if count:
        buttons.append(Button(t("Forget all of them"), earlier.forget, kind="danger", key="earlier-forget"))
    if earlier.consent:
        buttons.append(Button(t("Stop offering them"), earlier.refuse, kind="quiet", key="earlier-stop"))
    else:
        buttons.append(Button(t("Offer them again"), earlier.agree, kind="secondary", key="earlier-again"))
    return Stack([*lines, Row(buttons, wrap=True)], spacing=8)


def _what_is_kept(t: Translator) -> str:
    return t(
        "Name, number, address, phone and the like, only on this device and only for you. Never ethnicity, religion or family. You can forget them at any time under Account."  # noqa: E501  # one text
    )
