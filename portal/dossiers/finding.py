"""Finds dossiers and parts for those they concern; what is another's is not found at all (I9)."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.dossiers.matters import WAITS, Matter, matter_of
from portal.dossiers.tables import DossierRow, PartRow
from portal.identity.signed_in import SignedIn
from portal.problems import conflict, not_found


def own_dossier(session: Session, dossier_id: str, person: SignedIn) -> DossierRow:
    """Return the citizen's dossier, locked.

    Raises:
        Problem: ``not-found`` when it is unknown or somebody else's.
    """
    dossier = _locked(session, dossier_id)
    if dossier is None or dossier.owner != person.subject:
        raise not_found()
    return dossier


def find_matter(session: Session, reference: str, officer: SignedIn) -> Matter | None:
    """Return what a reference (id or code, of a dossier or a part) means to an officer's own office.

    Of a dossier with parts, its code means the office's part where it has one, else the first of several; None for what
    is unknown, what is another office's, and a part whose turn has not come, alike.
    """
    part = session.scalar(select(PartRow).where(or_(PartRow.id == reference, PartRow.code == reference)))
    if part is not None:
        dossier = session.get_one(DossierRow, part.dossier_id)
        return Matter(dossier, part) if part.office_id == officer.office_id and part.status != WAITS else None
    found = session.scalar(select(DossierRow).where(or_(DossierRow.id == reference, DossierRow.code == reference)))
    if found is None:
        return None
    if not found.parts:
        return Matter(found) if found.office_id == officer.office_id else None
    begun = [part for part in _parts_of(found, officer) if part.status != WAITS]
    return Matter(found, begun[0]) if begun else None


def lock_matter(session: Session, matter_id: str, officer: SignedIn) -> Matter:
    """Return what an officer's office may act on by the id of a dossier or a part, its dossier locked.

    Raises:
        Problem: ``not-found`` when it is unknown or another office's; ``state-conflict`` for a part that waits for
            another one, and for a dossier of which this office has several parts: then the part must be named.
    """
    dossier_id = session.scalar(select(PartRow.dossier_id).where(PartRow.id == matter_id))
    dossier = _locked(session, dossier_id or matter_id)
    if dossier is None:
        raise not_found()
    matter = matter_of(dossier, matter_id) if dossier_id else _only_matter(dossier, officer)
    if officer.office_id is None or matter.standing.office_id != officer.office_id:
        raise not_found()
    if matter.standing.status == WAITS:
        raise conflict("Phần việc này còn chờ phần trước xong.", "This part waits for the one before it.")
    return matter


def _only_matter(dossier: DossierRow, officer: SignedIn) -> Matter:
    """Return the dossier, or the one part of it that is the officer's office's."""
    if not dossier.parts:
        return Matter(dossier)
    mine = _parts_of(dossier, officer)
    if not mine:
        raise not_found()
    if len(mine) > 1:
        raise conflict(
            "Hồ sơ này có nhiều phần việc ở cơ quan bạn. Hãy chọn một phần.",
            "Your office has several parts of this application. Name one of them.",
        )
    return Matter(dossier, mine[0])


def queue(session: Session, officer: SignedIn, *, status: int | None = None, limit: int = 200) -> list[Matter]:
    """Return what an officer's office has to do or did, the one that waits longest first."""
    office = officer.office_id or ""
    whole = select(DossierRow).where(DossierRow.office_id == office, ~DossierRow.parts.any())
    parts = select(DossierRow, PartRow).join(PartRow, PartRow.dossier_id == DossierRow.id)
    parts = parts.where(PartRow.office_id == office, PartRow.status != WAITS)
    if status is not None:
        whole, parts = whole.where(DossierRow.status == status), parts.where(PartRow.status == status)
    order = DossierRow.updated_at, DossierRow.id
    found = [Matter(dossier) for dossier in session.scalars(whole.order_by(*order).limit(limit))]
    found += [Matter(dossier, part) for dossier, part in session.execute(parts.order_by(*order).limit(limit))]
    return sorted(found, key=lambda matter: (matter.dossier.updated_at, matter.id))[:limit]


def _parts_of(dossier: DossierRow, officer: SignedIn) -> list[PartRow]:
    return [part for part in dossier.parts if part.office_id == officer.office_id]


def _locked(session: Session, dossier_id: str) -> DossierRow | None:
    """Return a dossier as it is now, parts and requests too, also where the session has read it before."""
    return session.get(DossierRow, dossier_id, with_for_update=True, populate_existing=True)
