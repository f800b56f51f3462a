"""What both codes of a confirmation open, without an account: one dossier, and no guessing."""

import hmac
import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.counters import count_attempt, too_many_attempts
from portal.dossiers.schemas import LookupInput
from portal.dossiers.tables import DossierRow
from portal.problems import Problem, not_found

TRIES, SECONDS = 10, 15 * 60

_BILL_NUMBER = re.compile(r"-[1-9][0-9]?$")
"""What a second bill adds to the dossier's code, which itself ends in four digits or more."""


def look_up(session: Session, codes: LookupInput, *, now: datetime) -> DossierRow | Problem:
    """Return the dossier that both codes name: its own code, or that of a bill of it, and its lookup code.

    Returns:
        The problem instead, to be raised after the transaction so that the try is counted: ``not-found`` alike for a
        wrong pair and an unknown code, ``too-many-requests`` after ten wrong ones in a quarter of an hour.
    """
    code = _BILL_NUMBER.sub("", codes.code.strip().upper())
    name = f"lookup:{code}"
    blocked = too_many_attempts(session, name, limit=TRIES, seconds=SECONDS, now=now)
    if blocked is not None:
        return blocked
    found = session.execute(select(DossierRow).where(DossierRow.code == code)).scalar_one_or_none()
    second = codes.lookup_code.strip().upper().encode()
    if found is None or not hmac.compare_digest(found.lookup_code.encode(), second):
        count_attempt(session, name, limit=TRIES, seconds=SECONDS, now=now)
        return not_found()
    return found
