from collections.abc import AsyncIterator, Callable

import pytest

from app.drafts.service import Drafts
from app.vault.vault import Vault
from tests.app.conftest import MovingClock, SignedInAs

NewDrafts = Callable[..., Drafts]


@pytest.fixture
def new_drafts(vault: Vault, clock: MovingClock, identity: SignedInAs) -> NewDrafts:
    """Make the service over the test's vault, as another start of the app does; ``await load()`` is the caller's."""

    def owner() -> str | None:
        return identity.session.subject if identity.session else None

    def make(**more: object) -> Drafts:
        given = {"procedures": lambda _code: None, "autosave_seconds": 60.0, **more}
        return Drafts(vault, clock=clock, owner=owner, **given)  # type: ignore[arg-type] # a test's own seams

    return make


@pytest.fixture
async def shelved(new_drafts: NewDrafts) -> AsyncIterator[Drafts]:
    """Drafts that are stored only when told."""
    drafts = new_drafts()
    await drafts.load()
    yield drafts
    await drafts.close()
