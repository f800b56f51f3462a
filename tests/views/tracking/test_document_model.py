"""Documents open from this device for ever, with their signature checked; a sample says so."""

from app.seals.model import SealState
from tests.views.following import Follower
from views.tracking.document_model import DocumentModel, Reading
from views.tracking.refreshing import Trouble
from views.tracking.state import NotHere


def open_document(follower: Follower, dossier_id: str, document_id: str) -> DocumentModel:
    return DocumentModel(dossier_id, document_id, tracking=follower.tracking, seals=follower.seals)


async def test_a_slip_is_genuine_and_a_sample(follower: Follower) -> None:
    dossier = await follower.file_birth()
    slip = next(d for d in dossier.documents if d.kind == "submission_confirmation")
    model = open_document(follower, dossier.id, slip.id)
    await model.open()
    assert isinstance(model.state, Reading)
    assert model.state.data is not None
    assert model.state.data.startswith(b"%PDF")
    assert model.state.verdict is not None
    assert (model.state.verdict.state, model.state.verdict.sample) == (SealState.GENUINE, True)


async def test_a_document_read_once_opens_without_a_network(follower: Follower) -> None:
    dossier = await follower.file_birth()
    slip = next(d for d in dossier.documents if d.kind == "submission_confirmation")
    await open_document(follower, dossier.id, slip.id).open()
    follower.is_offline = True
    model = open_document(follower, dossier.id, slip.id)
    await model.open()
    assert isinstance(model.state, Reading)
    assert model.state.data is not None
    assert model.state.trouble is None
    assert model.state.verdict is not None
    assert model.state.verdict.valid


async def test_a_document_not_here_yet_says_so_without_a_network(follower: Follower) -> None:
    dossier = await follower.file_birth()
    follower.is_offline = True
    model = open_document(follower, dossier.id, dossier.documents[0].id)
    await model.open()
    assert isinstance(model.state, Reading)
    assert model.state.data is None
    assert model.state.trouble is Trouble.NO_NETWORK


async def test_a_changed_statement_is_not_trusted(follower: Follower) -> None:
    dossier = await follower.file_birth()
    slip = next(d for d in dossier.documents if d.kind == "submission_confirmation")
    assert slip.statement is not None
    head, body, signature = slip.statement.split(".")
    forged = slip.model_copy(update={"statement": f"{head}.{body[:-2]}AA.{signature}"})
    await follower.tracking.keep(dossier.model_copy(update={"documents": (forged,), "version": dossier.version + 1}))
    model = open_document(follower, dossier.id, slip.id)
    await model.open()
    assert isinstance(model.state, Reading)
    assert model.state.verdict is not None
    assert model.state.verdict.state is SealState.FORGED


async def test_a_document_nobody_knows_is_not_found(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = open_document(follower, dossier.id, "no-such-document")
    await model.open()
    assert model.state == NotHere(looking=False)
