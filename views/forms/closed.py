"""What stands instead of a draft that is not there yet, not here, or may not be changed."""

import flet as ft

from app.i18n import Translator
from views.design import Body, Button, Link, Notice, Screen, Skeleton
from views.shared.navigation import to


def opening_draft(title: str, *, back: str = "/applications") -> ft.View:
    """Return the page of a draft, or of a part of it, while that is being opened."""
    return Screen(title, [Skeleton(lines=3, cards=2)], back=back, show_title=False, navigation=False)


def absent_draft(t: Translator, procedure_code: str | None = None) -> ft.View:
    """Return the page of a draft that this person does not have on this device.

    Args:
        t: Texts.
        procedure_code: Of a draft that is here, but whose form is gone or broken.
    """
    if procedure_code is not None:
        return _unusable_form(procedure_code, t)
    return Screen(
        t("This draft is not here"),
        [
            Body(t("It was removed, or it belongs to another person. Sign in as the person who began it.")),
            ft.Row([Button(t("My applications"), to("/applications"))], wrap=True),
        ],
        back="/applications",
        active="applications",
    )


def _unusable_form(procedure_code: str, t: Translator) -> ft.View:
    notice = Notice(
        "error",
        t("This form cannot be shown"),
        t("Your draft is kept on this device. Apply at the office instead, or ask it by phone."),
        Link(t("Where to apply, and what to bring"), to(f"/procedures/{procedure_code}")),
    )
    return Screen(t("Your application"), [notice], back="/applications", active="applications")


def locked_draft(dossier_id: str | None, t: Translator) -> ft.View:
    """Return the page of a draft that is filed (``dossier_id``) or on its way."""
    if dossier_id is not None:
        notice = Notice(
            "done",
            t("This application has been submitted"),
            t("It cannot be changed here. If something is wrong, tell the office on its page."),
            Link(t("Open the application"), to(f"/dossiers/{dossier_id}")),
        )
    else:
        notice = Notice(
            "waiting",
            t("Waiting to send · not filed"),
            t("While it waits it cannot be changed. Take it back from the outbox to change it."),
            Link(t("Open the outbox"), to("/applications/outbox")),
        )
    return Screen(t("Your application"), [notice], back="/applications", active="applications")
