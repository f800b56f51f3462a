"""A draft whose form cannot be shown: it is kept, and the page says where to apply."""

from app.drafts.model import Draft
from forms.procedure import FormDefinition
from tests.harness import shown_page
from tests.views.forms.device import BIRTH, MARRIED, Device, around
from tests.views.screens import says, until
from views.forms.screen import StepPage


async def _draft_of_a_broken_form(device: Device) -> Draft:
    whole = device.catalogue.get(BIRTH)
    assert whole.form is not None
    broken = whole.form.model_copy(
        update={"version": "broken", "schema_": {"properties": {"ks_ho_ten": {"$ref": "#/no"}}}}
    )
    assert isinstance(broken, FormDefinition)
    draft = await device.drafts.start(whole.model_copy(update={"form": broken}))
    device.drafts.set_answer(draft.id, "/ks_ho_ten", MARRIED["ks_ho_ten"])
    assert await device.drafts.flush(draft.id)
    return device.draft(draft.id)


async def test_a_form_that_cannot_be_shown_is_said_and_the_draft_is_kept(device: Device) -> None:
    draft = await _draft_of_a_broken_form(device)
    screen = await shown_page(StepPage, draft.id, "tre", within=around(device, "en"))

    await until(screen, lambda: says(screen, "This form cannot be shown"))
    assert says(screen, "Your draft is kept on this device.")
    assert not says(screen, "This draft is not here")
    assert device.answer(draft.id, "/ks_ho_ten") == MARRIED["ks_ho_ten"]
