"""What a screen says when something failed that nobody foresaw."""

import flet as ft

from views.design.notices import Notice
from views.design.tokens import Space
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_part
from views.shared.unforeseen import unforeseen_of


@ft.component
def UnforeseenNotice() -> ft.Control:
    """Nothing to be seen, until an intent on this screen fails; with the next one that is pressed it goes."""
    t, is_kiosk = use_text(), use_services().is_kiosk
    page = ft.context.page
    route = use_once(lambda: page.route)
    unforeseen = use_once(lambda: unforeseen_of(page))
    if not use_part(unforeseen, lambda: unforeseen.state == route):
        return ft.Container(visible=False)
    kept = t("Nobody foresaw this. What was saved before is safe.")
    onward = t("Try again, or call the staff.") if is_kiosk else t("Try again; if it stays so, open the page again.")
    notice = Notice("error", t("That did not work"), f"{kept} {onward}", announced=True, key="unforeseen")
    return ft.Container(notice, padding=Space.M)
