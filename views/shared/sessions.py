"""Keep the updates of a tab in that tab.

Flet 1.0.5 schedules the new render of a component on the session whose task changed the observable, not on the session
that shows the component: what the outbox or another tab changes is then drawn nowhere, or in the wrong tab
(``tests/browser/test_window_safety.py`` shows it: the older tab never learns that a newer one took over).
"""

from flet.components.component import Component
from flet.components.hooks.use_effect import EffectHook
from flet.controls.context import context
from flet.messaging.session import Session


def keep_updates_in_their_own_session() -> None:
    """Make every component schedule its renders and effects on the session of its own page."""
    Component._schedule_update = _schedule_update  # type: ignore[method-assign] # see the module's docstring
    Component._schedule_effect = _schedule_effect  # type: ignore[method-assign] # the same


def _schedule_update(self: Component) -> None:
    if self._state.mounted:
        self._state.is_dirty = True
        _session_of(self).schedule_update(self)


def _schedule_effect(self: Component, hook: EffectHook, is_cleanup: bool = False) -> None:
    _session_of(self).schedule_effect(hook, is_cleanup)


def _session_of(component: Component) -> Session:
    try:
        return component.page.session
    except RuntimeError:  # taken off its page already: the task that does so belongs to its session
        return context.page.session
