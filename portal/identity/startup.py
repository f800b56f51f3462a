"""What identity needs in the database before the first request."""

from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.identity.keys import ensure_signing_key
from portal.identity.people import sample_people
from portal.identity.service import add_people
from portal.identity.terminals import add_sample_terminal


def prepare(deps: Deps, session: Session) -> None:
    """Make the signing key, the sample people and the sample terminal; in production there is none of them."""
    if not deps.settings.production:
        ensure_signing_key(session, now=deps.now())
        add_people(session, sample_people(), offered=True, chance=deps.random)
        if deps.settings.sample_terminal:
            add_sample_terminal(session, deps.settings.data_dir, chance=deps.random, now=deps.now())
