"""What stands where a dossier would be, while it is looked for and when there is none."""

import flet as ft

from app.i18n import Translator
from views.design import Link, Notice, Screen, Skeleton
from views.shared.navigation import to
from views.tracking.refreshing import trouble_words
from views.tracking.state import NotHere


def absent_page(state: NotHere, t: Translator) -> ft.View:
    """Say why nothing is shown, and where to go."""
    body: list[ft.Control]
    if not state.signed_in:
        sign_in = Link(t("Sign in"), to("/sign-in?return=/applications"))
        body = [Notice("info", "", t("Sign in to see this application."), sign_in)]
    elif state.looking:
        body = [Skeleton(lines=4, cards=2, label=t("Looking for the application"))]
    elif state.trouble is not None:
        body = [Notice("waiting", "", trouble_words(state.trouble, t))]
    else:
        words = t("There is no such application among yours. Check the code, or look in the list.")
        body = [Notice("info", t("Not found"), words, Link(t("See my applications"), to("/applications")))]
    return Screen(t("Application"), body, back="/applications", active="applications")
