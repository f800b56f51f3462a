"""Which field the keyboard of a terminal leads to, and which Enter."""

import flet as ft
import pytest

from tests.harness import Shown, shown, shown_page
from views.design import Body, Button, Choice, ChoiceGroup, Screen, TextInput
from views.design.next_field import go_on
from views.shared.boundary import page


def field(label: str) -> ft.Control:
    return TextInput(label, "", lambda _: None, keyboard="code" if "code" in label else "text", field_key=label)


@page
def Form() -> ft.View:
    choices = [Choice("yes", "Yes"), Choice("no", "No")]
    return Screen(
        "Form",
        [
            field("code"),
            Body("words"),
            ft.Container(field("hidden"), visible=False),
            ft.Row([field("lookup code")]),
            Button("Scan", lambda: None, kind="secondary"),
            field("before a choice"),
            ChoiceGroup("Choice", choices, None, lambda _: None),
            field("last"),
        ],
        footer=[Button("Go on", lambda: None)],
    )


def focused(screen: Shown) -> list[int]:
    """Note which controls are given the focus."""
    given: list[int] = []

    async def invoke(control_id: int, name: str, _arguments: object) -> None:
        assert name == "focus"
        given.append(control_id)

    screen.session.invoke_method = invoke  # type: ignore[assignment, method-assign] # the client's part
    return given


@pytest.mark.parametrize(
    ("left", "entered", "kind"),
    [
        ("code", "lookup code", "code"),
        ("lookup code", None, ""),
        ("before a choice", None, ""),
        ("last", None, ""),
    ],
)
async def test_next_goes_by_the_order_of_the_screen(left: str, entered: str | None, kind: str) -> None:
    screen = await shown_page(Form)
    given, fields = focused(screen), {one.key: one for one in screen.all(ft.TextField)}
    assert await go_on(screen.page, fields[left]) == kind
    assert given == ([] if entered is None else [fields[entered]._i])


@pytest.mark.parametrize(
    ("left", "entered"), [("code", "lookup code"), ("lookup code", "before a choice"), ("before a choice", None)]
)
async def test_enter_leads_past_buttons_but_not_past_a_choice(left: str, entered: str | None) -> None:
    screen = await shown_page(Form)
    given, fields = focused(screen), {one.key: one for one in screen.all(ft.TextField)}
    await screen.send(fields[left], "submit", "")
    assert given == ([] if entered is None else [fields[entered]._i])


async def test_next_stays_in_the_dialog() -> None:
    @ft.component
    def Asking() -> ft.Control:
        content = ft.Column([field("first"), field("second code")])
        ft.use_dialog(ft.AlertDialog(modal=True, content=content, actions=[Button("Close", lambda: None)]))
        return field("below")

    screen = await shown(Asking)
    fields = {one.key: one for one in screen.within(screen.page._dialogs) if isinstance(one, ft.TextField)}
    given = focused(screen)
    assert await go_on(screen.page, fields["first"]) == "code"
    assert await go_on(screen.page, fields["second code"]) == ""
    assert given == [fields["second code"]._i]


async def test_a_field_that_has_gone_leads_nowhere() -> None:
    screen = await shown_page(Form)
    assert await go_on(screen.page, ft.TextField()) == ""
    assert await go_on(screen.page, None) == ""
