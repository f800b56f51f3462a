"""What identity needs in the database before the first request."""

from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.identity.keys import ensure_signing_key
from portal.identity.people import sample_people
from portal.identity.service import add_people


def prepare(deps: Deps, session: Session) -> None:
    """Make the signing key and the sample people; in production there is neither."""
    if not deps.settings.production:
        ensure_signing_key(session, now=deps.now())
        add_people(session, sample_people(), offered=True, chance=deps.random)
