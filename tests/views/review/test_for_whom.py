"""Another person's application says who must have read it before it is submitted."""

from pathlib import Path

from app.drafts.model import Subject
from tests.harness import shown
from tests.views.forms.device import BIRTH, around, open_device
from views.review.for_whom import for_whom

SAID: dict[Subject, list[str]] = {
    "self": [],
    "child": [],
    "assisted": [
        "For another person whom I help",
        "Let them read every answer here. Submit only when they agree: it is their application.",
    ],
    "authorised": [
        "For another person who authorised me",
        "The paper that says you may act for them must be among the papers.",
    ],
}


async def test_the_review_says_who_must_agree(tmp_path: Path) -> None:
    async for device in open_device(tmp_path):
        for subject, said in SAID.items():
            draft = await device.drafts.start(device.catalogue.get(BIRTH), subject=subject)
            assert (await shown(for_whom, draft.id, within=around(device, "en"))).texts() == said
