"""Keep one broken view from freezing the whole app.

After an exception in a component Flet 1.0.5 sends nothing more to the client, and later good states are never shown.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import flet as ft

from views.design.notices import Notice
from views.shared.context import use_text

P = ParamSpec("P")
ControlT = TypeVar("ControlT", bound=ft.Control)
log = logging.getLogger(__name__)


def view(render: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """Make ``render`` a component that shows a notice instead of raising."""
    return _guarded(render, lambda: FailureNotice())


def page(render: Callable[P, ft.View]) -> Callable[P, ft.View]:
    """Make ``render`` the component of a route; a failure still has the frame around it, with the way home."""
    guarded = _guarded(render, lambda: FailedPage())
    return cast("Callable[P, ft.View]", guarded)  # a component of Flet stands for what it renders


def keyed(key: str, component: Callable[P, ControlT], /, *args: P.args, **kwargs: P.kwargs) -> ControlT:
    """Render ``component`` with a stable identity among its siblings."""
    return component(*args, key=key, **kwargs)  # type: ignore[arg-type] # Flet 1.0.5: accepted at run time only


@ft.component
def FailureNotice() -> ft.Control:
    """Say that a part of the screen failed; a component of its own, so that the failed one's hooks stay in order."""
    t = use_text()
    return Notice("error", t("This part cannot be shown"), t("What you filled in is safe. Open the page again."))


@ft.component
def FailedPage() -> ft.View:
    """The page of a screen that failed; a component of its own, so that the failed one's hooks stay in order."""
    from views.design.frame import Screen

    return Screen(use_text()("This part cannot be shown"), [FailureNotice()], back="/", show_title=False)


def _guarded(render: Callable[P, ft.Control], notice: Callable[[], ft.Control]) -> Callable[P, ft.Control]:
    @wraps(render)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        try:
            return render(*args, **kwargs)
        except Exception:
            log.exception("view %s failed", render.__qualname__)
            return notice()

    return ft.component(guarded)
