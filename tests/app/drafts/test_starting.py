"""A draft begins with the answers that were given before it."""

import pytest

from app.drafts.service import Drafts
from forms.procedure import FormDefinition
from tests.app.conftest import procedure

FORM = FormDefinition.model_validate(
    {
        "version": "1",
        "schema": {"type": "object", "properties": {"ly_do": {"type": "string"}, "so_ban": {"type": "integer"}}},
        "ui": {"elements": []},
        "texts": {},
    }
)
ASKED = procedure().model_copy(update={"form": FORM})


def make(vault, clock, identity) -> Drafts:
    return Drafts(vault, procedures=lambda code: None, clock=clock, owner=lambda: None)


async def test_answers_that_the_form_asks_too_are_in_the_draft_and_on_the_disk(vault, clock, identity):
    drafts = make(vault, clock, identity)
    await drafts.load()
    given = {"ly_do": "mat", "so_ban": 2, "chi_hoi_truoc": True}
    draft = await drafts.start(ASKED, answers=given)
    await drafts.close()
    assert draft.answers == {"ly_do": "mat", "so_ban": 2}
    again = make(vault, clock, identity)
    await again.load()
    assert again.find(draft.id).answers == {"ly_do": "mat", "so_ban": 2}
    given["ly_do"] = "hong"  # the caller's own afterwards
    assert again.find(draft.id).answers["ly_do"] == "mat"
    await again.close()


async def test_without_answers_it_begins_empty_and_without_a_form_not_at_all(vault, clock, identity):
    drafts = make(vault, clock, identity)
    await drafts.load()
    assert (await drafts.start(ASKED)).answers == {}
    with pytest.raises(ValueError, match="no form"):
        await drafts.start(ASKED.model_copy(update={"form": None}), answers={"ly_do": "mat"})
    assert len(drafts.list()) == 1
    await drafts.close()
