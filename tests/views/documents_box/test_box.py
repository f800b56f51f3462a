"""Results, slips and receipts come to this device by themselves and open without a network."""

from tests.views.following import Follower
from views.documents_box.screen_model import BoxModel
from views.documents_box.state import BoxState


def kinds(state: BoxState) -> dict[str, list[str]]:
    return {shelf: [entry.document.kind for entry in entries] for shelf, entries in state.shelves if entries}


async def test_a_result_is_brought_here_and_opens_offline(follower: Follower) -> None:
    dossier = await follower.file_birth()
    follower.clock.move(minutes=5)
    await follower.office("accept", dossier)
    await follower.office("send_proof", dossier)
    proof = await follower.request_model(dossier, "proof")
    await proof.agree()
    await follower.send_all()
    await follower.office("return_result", dossier)
    box = BoxModel(box=follower.box, tracking=follower.tracking, identity=follower.identity)
    await box.refresh()
    assert kinds(box.state) == {
        "results": ["result"],
        "slips": ["acceptance_slip", "submission_confirmation"],
        "copies": ["submitted_copy"],
    }
    follower.is_offline = True
    for _, entries in box.state.shelves:
        for entry in entries:
            data = await follower.tracking.document(entry.dossier.id, entry.document.id)
            assert data.startswith(b"%PDF")


async def test_nothing_is_shown_of_the_person_who_signed_out(follower: Follower) -> None:
    await follower.file_birth()
    box = BoxModel(box=follower.box, tracking=follower.tracking, identity=follower.identity)
    assert not box.state.is_empty
    await follower.identity.sign_out()
    box.load()
    assert box.state.is_empty
    assert not box.state.signed_in
