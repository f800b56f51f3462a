"""What a step shows again as it stands, and what it builds anew."""

import flet as ft

from forms.assembly import assemble
from forms.procedure import Procedure
from tests.harness import Shown, shown_page
from tests.views.forms.device import Device, around
from tests.views.screens import says, until
from views.forms.kept import Kept
from views.forms.screen import StepPage


def test_a_question_made_of_the_same_is_the_same_control_and_of_something_else_another() -> None:
    kept = Kept()
    kept.begin()
    first = kept.control("/ho_ten", ("Họ tên", ""), ft.Column)
    kept.begin()
    again = kept.control("/ho_ten", ("Họ tên", ""), ft.Column)
    kept.begin()
    wrong = kept.control("/ho_ten", ("Họ tên", "Nhập họ tên."), ft.Column)

    assert again is first
    assert wrong is not first


def test_a_question_that_was_gone_for_a_render_is_built_anew() -> None:
    kept = Kept()
    kept.begin()
    first = kept.control("/ho_ten", "as it was", ft.Column)
    kept.begin()
    kept.begin()

    assert kept.control("/ho_ten", "as it was", ft.Column) is not first


def stay() -> Procedure:
    """Return a form whose second day is asked for once a box is ticked, and then stands beside the first."""
    days = {name: {"type": "string", "format": "date"} for name in ("tu", "den")}
    schema = {"type": "object", "properties": {**days, "co_den": {"type": "boolean"}, "ly_do": {"type": "string"}}}
    ticked = {"scope": "#/properties/co_den", "schema": {"const": True}}
    questions = [
        {"type": "Control", "scope": "#/properties/tu"},
        {"type": "Control", "scope": "#/properties/den", "rule": {"effect": "SHOW", "condition": ticked}},
        {"type": "Control", "scope": "#/properties/co_den", "options": {"widget": "tick"}},
        {"type": "Control", "scope": "#/properties/ly_do"},  # Enter leads on from the last field typed in: no day is it
    ]
    step = {"type": "Category", "options": {"id": "o"}, "elements": questions}
    words = {"steps": {"o": {"title": "How long?", "name": "Stay"}}}
    labels = {
        "tu": {"label": "From"},
        "den": {"label": "To"},
        "co_den": {"label": "I know when it ends"},
        "ly_do": {"label": "Why"},
    }
    texts = {language: {**words, **labels} for language in ("vi", "en")}
    ui = {"type": "Categorization", "elements": [step]}
    form = assemble(schema, ui, texts=texts, shared_defs={}, shared_texts={})
    name = {"vi": "Khai nơi ở", "en": "A stay"}
    return Procedure(code="9.000003", version="1", name=name, summary=name, online="full", form=form)


async def test_a_question_that_stays_as_it_was_may_come_to_share_its_row(device: Device) -> None:
    draft = await device.drafts.start(stay())
    screen = await shown_page(StepPage, draft.id, "o", within=around(device, "en", "desktop"))
    await until(screen, lambda: bool(screen.all(ft.Checkbox)))
    await screen.send(screen.find("field-/co_den"), "change")
    await until(screen, lambda: is_beside(screen, "tu", "den") or says(screen, "This part cannot be shown"))
    assert is_beside(screen, "tu", "den")


def is_beside(screen: Shown, one: str, other: str) -> bool:
    """Return whether two questions share a row."""
    names = {f"field-/{one}", f"field-/{other}"}
    return any(names <= {str(part.key) for part in screen.within(row)} for row in screen.all(ft.Row))
