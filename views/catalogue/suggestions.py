"""Search as one types: the same field and the same results on the home screen and the search screen."""

from collections.abc import Callable, Sequence

import flet as ft

from forms.procedure import Procedure
from views.design import Card, ClickableCard, SearchInput, Small, Stack, Strong
from views.shared.boundary import view
from views.shared.context import use_services, use_text
from views.shared.navigation import to

MOST_SHOWN = 8


@view
def Suggestions(
    query: str, set_query: Callable[[str], None], *, autofocus: bool = False, limit: int = MOST_SHOWN
) -> ft.Control:
    """The search field, and below it what is found so far."""
    services, t = use_services(), use_text()
    hits = services.catalogue.search(query, language=t.language, limit=limit) if query.strip() else ()
    parts: list[ft.Control] = [
        SearchInput(
            t("Search for a service"),
            query,
            set_query,
            placeholder=t("birth, driving licence, health card..."),
            autofocus=autofocus,
            field_key="search",
        )
    ]
    if query.strip():
        found = [procedure for hit in hits if (procedure := services.catalogue.find(hit.code)) is not None]
        parts.append(Results(found, empty=t("Nothing found for these words. Try fewer or other words.")))
    return Stack(parts, spacing=10)


@view
def Results(procedures: Sequence[Procedure], *, empty: str = "") -> ft.Control:
    """Procedures to choose from."""
    t = use_text()
    if not procedures:
        return ft.Semantics(live_region=True, container=True, content=Card([Small(empty)]))
    return Stack(
        [_result(procedure, t.text(procedure.name), t.text(procedure.summary)) for procedure in procedures], spacing=8
    )


def _result(procedure: Procedure, name: str, summary: str) -> ft.Control:
    return ClickableCard(
        [Strong(name), Small(summary)], to(f"/procedures/{procedure.code}"), key=f"procedure-{procedure.code}"
    )
