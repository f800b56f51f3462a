"""Keep the updates of a tab in that tab, and until it is there.

Flet 1.0.5 schedules the new render of a component on the session whose task changed the observable, not on the session
that shows the component: what the outbox or another tab changes is then drawn nowhere, or in the wrong tab
(``tests/browser/test_window_safety.py`` shows it: the older tab never learns that a newer one took over).

It also drops what changes while a tab is away (loaded again, asleep, its line cut), and sends the tab that comes back
what was there before: "Being sent" of what has failed or arrived meanwhile.
"""

from typing import Final

from flet.components.component import Component
from flet.components.hooks.use_effect import EffectHook
from flet.controls.context import context
from flet.messaging.connection import Connection
from flet.messaging.session import Session

_MISSED: Final = "missed"
"""What changed in a tab while it is away: kept by its own session, and so gone with a tab that never comes back."""
_attach_connection = Session.attach_connection


def keep_updates_in_their_own_session() -> None:
    """Make every component schedule its renders and effects on the session of its own page."""
    Component._schedule_update = _schedule_update  # type: ignore[method-assign] # see the module's docstring
    Component._schedule_effect = _schedule_effect  # type: ignore[method-assign] # the same
    Session.attach_connection = _catch_up  # type: ignore[method-assign] # the same


def _schedule_update(self: Component) -> None:
    if self._state.mounted:
        self._state.is_dirty = True
        session = _session_of(self)
        if session.connection is None:
            session.store.set(_MISSED, {*(session.store.get(_MISSED) or ()), self})
        session.schedule_update(self)


def _catch_up(self: Session, conn: Connection) -> None:
    _attach_connection(self, conn)
    for component in self.store.get(_MISSED) or ():
        self.schedule_update(component)
    self.store.set(_MISSED, None)


def _schedule_effect(self: Component, hook: EffectHook, is_cleanup: bool = False) -> None:
    _session_of(self).schedule_effect(hook, is_cleanup)


def _session_of(component: Component) -> Session:
    try:
        return component.page.session
    except RuntimeError:  # taken off its page already: the task that does so belongs to its session
        return context.page.session
