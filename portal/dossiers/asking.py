"""What an office asks of a citizen: missing or corrected items, all of them in one request."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.service import PublishedCatalogue
from portal.dossiers.due import after_working_days
from portal.dossiers.matters import Matter
from portal.dossiers.records import Records, office_actor
from portal.dossiers.tables import DossierRow
from portal.identity.signed_in import SignedIn
from portal.problems import Problem, conflict


def ask(
    matter: Matter,
    records: Records,
    officer: SignedIn,
    *,
    items: Sequence[Mapping[str, Any]],
    note: str,
    due_at: datetime | None,
    on_silence: str | None,
    now: datetime,
) -> None:
    """Ask for ``checked_items`` and let the clock pause (status 5).

    Raises:
        Problem: ``state-conflict`` while another request waits.
    """
    if matter.open_requests("supplement"):
        raise conflict("Đang có một yêu cầu bổ sung chưa trả lời.", "A request for items is already open.")
    standing, before = matter.standing, matter.standing.status
    records.move(matter, 5, now)
    standing.status_before, standing.paused_at = before, now
    slip = records.issue(matter, "supplement_request", now=now, facts={"items": items, "note": note})
    records.open_request(
        matter,
        "supplement",
        now=now,
        due_at=due_at,
        on_silence=on_silence if due_at is not None else None,
        note=note,
        items=[dict(item) for item in items],
        document_id=slip.id,
    )
    records.note(matter, "supplement_requested", office_actor(matter, officer.subject), now=now, note=note)


def checked_items(
    session: Session, catalogue: PublishedCatalogue, dossier: DossierRow, items: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return what is asked for, numbered, each item with its reason and about something that can be sent.

    Where the portal no longer has the procedure or the form, its papers and fields are unknown: any may be asked.

    Raises:
        Problem: ``invalid-request`` for no item, one without a reason, and a paper or field that this dossier lacks.
    """
    asked = [_item(number, item) for number, item in enumerate(items, start=1)]
    if not asked:
        raise Problem("invalid-request", {"vi": "Hãy chọn ít nhất một mục.", "en": "Choose at least one item."})
    procedure = catalogue.find(dossier.procedure_code)
    form = catalogue.find_form(session, dossier.procedure_code, dossier.form_version)
    papers = {paper.id for paper in procedure.papers} | {file.paper_id for file in dossier.files} if procedure else None
    for item in asked:
        paper_id, pointer = item["paper_id"], item["pointer"]
        if paper_id is not None and papers is not None and paper_id not in papers:
            raise _not_of_this(str(paper_id))
        if pointer is not None and form is not None and form.step_of(pointer) is None:
            raise _not_of_this(str(pointer))
    return asked


def _not_of_this(name: str) -> Problem:
    said = {"vi": f"Hồ sơ này không có mục “{name}”.", "en": f"This application has no “{name}”."}
    return Problem("invalid-request", said)


def usual_deadline(catalogue: PublishedCatalogue, dossier: DossierRow, now: datetime) -> datetime | None:
    """Return until when items can be sent where the law sets the time (``Procedure.supplement``)."""
    procedure = catalogue.find(dossier.procedure_code)
    rule = procedure.supplement if procedure else None
    return after_working_days(now, rule.working_days, catalogue.calendar) if rule is not None else None


def usual_silence(catalogue: PublishedCatalogue, dossier: DossierRow) -> str | None:
    """Return what silence means where the law says it."""
    procedure = catalogue.find(dossier.procedure_code)
    return procedure.supplement.on_silence if procedure and procedure.supplement else None


def _item(number: int, item: Mapping[str, Any]) -> dict[str, Any]:
    pointer, paper_id = item.get("pointer") or None, item.get("paper_id") or None
    reason = str(item.get("reason") or "").strip()
    if (pointer is None) == (paper_id is None) or not reason:
        said = {
            "vi": "Mỗi mục cần một giấy tờ hoặc một ô, và lý do.",
            "en": "Each item needs a paper or a field, and a reason.",
        }
        raise Problem("invalid-request", said)
    how_to_fix = str(item.get("how_to_fix") or "").strip()
    return {
        "id": f"item-{number}",
        "pointer": pointer,
        "paper_id": paper_id,
        "reason": reason,
        "how_to_fix": how_to_fix,
    }
