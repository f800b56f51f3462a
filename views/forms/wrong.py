"""What to do about a value that its source has wrong: here, and where it comes from."""

from collections.abc import Sequence

import flet as ft

from forms.flow import Field
from views.design import Link, Small, Stack
from views.forms.asker import Asker
from views.forms.sources import advice_words, correcting_service
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.navigation import to


def advice_on_wrong(field: Field, asker: Asker) -> Sequence[ft.Control]:
    """Return the advice on a value that the person says is wrong, until it is taken over again."""
    source = asker.state.reported.get(field.pointer)
    return () if source is None else (keyed(f"correct-{field.pointer}", Advice, source, field.kind),)


@view
def Advice(source: str, kind: str) -> ft.Control:
    """Put it right here; and the way to have the register put right."""
    t, services = use_text(), use_services()
    lines: list[ft.Control] = [Small(words) for words in advice_words(source, t)]
    code = correcting_service(source, kind)
    service = services.catalogue.find(code) if code else None
    if code and service is not None:
        words = t("Go to: {service}", service=t.text(service.name))
        lines.append(ft.Row([Link(words, to(f"/procedures/{code}"), wrap=True)], wrap=True))
    return Stack(lines, spacing=0)
