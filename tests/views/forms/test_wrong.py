"""A value that its source has wrong: what to do here, and where it comes from."""

from tests.harness import shown_page
from tests.views.forms.device import Device, around
from tests.views.screens import assert_whole, says, until
from views.forms.screen import StepPage


async def test_a_wrong_value_of_a_register_says_who_puts_it_right(device: Device) -> None:
    device.identity.sign_in(
        person__full_name="TRẦN THỊ MẪU HÀ",
        person__residence={"province": "01", "commune": "00070", "detail": "Số 12"},  # type: ignore[arg-type]
    )
    draft = await device.begin()
    screen = await shown_page(StepPage, draft.id, "nguoi_yeu_cau", within=around(device, "en"))
    await until(screen, lambda: says(screen, "From the population register."))
    routes: list[str] = []
    screen.page.navigate = lambda route, **_: routes.append(route)  # type: ignore[method-assign]  # a note-taker
    await screen.press("Report wrong information: your full name")
    assert says(screen, "ask the police of your commune or ward")
    assert not says(screen, "Go to: ")
    await screen.press("Report wrong information: your place of residence")
    await screen.press("Go to: Correction of residence data")
    assert routes == ["/procedures/1.010039"]
    assert_whole(screen)
