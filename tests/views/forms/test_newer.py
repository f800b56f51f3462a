"""A draft whose form has a newer version: said with what differs, taken over only when the person says so."""

from app.i18n import Translator
from forms.flow import Field
from forms.procedure import Procedure
from forms.versions import Difference, Dropped, Migration
from tests.harness import shown_page
from tests.views.forms.device import BIRTH, Device, around
from tests.views.screens import assert_whole, says, until
from views.forms.newer import migration_words
from views.forms.screen import StepPage


def older(procedure: Procedure) -> Procedure:
    """The birth form as it might have been before: the child's name was asked in other words."""
    assert procedure.form is not None
    texts = {name: {**words, "ks_ho_ten.label": "Name"} for name, words in procedure.form.texts.items()}
    return procedure.model_copy(update={"form": procedure.form.model_copy(update={"version": "old", "texts": texts})})


async def test_the_newer_form_is_offered_with_what_differs_and_taken_over_on_request(device: Device) -> None:
    today = device.catalogue.get(BIRTH)
    draft = await device.drafts.start(older(today))
    device.drafts.set_answer(draft.id, "/ks_ho_ten", "NGUYỄN MẪU AN")
    screen = await shown_page(StepPage, draft.id, "tre", within=around(device, "en"))
    await until(screen, lambda: says(screen, "There is a newer version of this form"))
    assert_whole(screen)
    assert says(screen, "Name")

    await screen.press("See what differs")
    assert says(screen, "Worded differently: ")
    assert device.draft(draft.id).form_version == "old"

    await screen.press("Use the newer form")
    await until(screen, lambda: not says(screen, "There is a newer version"))
    assert today.form is not None
    assert device.draft(draft.id).form_version == today.form.version
    assert device.answer(draft.id, "/ks_ho_ten") == "NGUYỄN MẪU AN"
    assert screen.find("field-/ks_ho_ten").value == "NGUYỄN MẪU AN"  # type: ignore[attr-defined] # a text field
    assert "Name" not in screen.texts()


async def test_nothing_is_said_where_the_form_is_todays(device: Device) -> None:
    draft = await device.begin()
    screen = await shown_page(StepPage, draft.id, "tre", within=around(device, "en"))
    await until(screen, lambda: says(screen, "Saved"))
    assert not says(screen, "newer version")


def test_every_difference_and_every_answer_without_a_place_is_told() -> None:
    asked: tuple[Field, ...] = ()
    changes = ("added", "removed", "reworded", "retyped", "required", "optional", "choices")
    differences = tuple(Difference(f"/{what}", what, {"vi": "Cũ"}, {"vi": "Mới"}) for what in changes)
    dropped = (Dropped("/x", {"vi": "Nơi sinh"}, "y", {"vi": "Hà Nội"}),)
    words = migration_words(Migration({}, differences, dropped, asked), Translator("vi"))
    assert len(set(words)) == len(changes) + 1
    assert words[-1] == "Không chuyển sang: Nơi sinh, “Hà Nội”"
    assert migration_words(Migration({}, (), (), asked), Translator("en"))[0].startswith("The questions are the same")
