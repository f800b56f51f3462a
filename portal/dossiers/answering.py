"""What a citizen answers to an office: items, agreement to a draft; and the wish to withdraw."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from forms.procedure import Paper
from portal.clock import local_date
from portal.dossiers.filing import adopt, paper_faults
from portal.dossiers.matters import Matter, matter_of, matters_of
from portal.dossiers.records import TRANSITIONS, Records, citizen_actor, touch
from portal.dossiers.schemas import AnswerInput
from portal.dossiers.tables import DossierRow, RequestRow
from portal.identity.signed_in import SignedIn
from portal.problems import Fault, Problem, conflict

if TYPE_CHECKING:
    from forms.flow import Form


def withdraw(dossier: DossierRow, records: Records, *, person: SignedIn, reason: str, now: datetime) -> None:
    """Ask for the dossier to be withdrawn (status 7); an officer confirms.

    Raises:
        Problem: ``state-conflict`` when it is finished.
    """
    matters = [matter for matter in matters_of(dossier) if 7 in TRANSITIONS.get(matter.standing.status, ())]
    if not matters:
        raise conflict(
            "Hồ sơ đang ở trạng thái không cho phép việc này.", "The application's present state does not allow this."
        )
    for matter in matters:
        standing, before = matter.standing, matter.standing.status
        records.move(matter, 7, now)
        standing.status_before = (standing.status_before or 4) if before in (5, 6) else before
        for request in matter.open_requests():
            if request.kind != "payment":
                request.state, request.answered_at = "withdrawn", now
    records.note(Matter(dossier), "withdrawal_requested", citizen_actor(person.subject), now=now, note=reason)


def answer_proof(
    matter: Matter, request: RequestRow, given: AnswerInput, *, records: Records, person: SignedIn, now: datetime
) -> None:
    """Agree to the draft result, or say what is wrong with it.

    Raises:
        Problem: ``invalid-answers`` without ``agree``, or without a word about what is wrong.
    """
    if given.agree is None:
        said = {"vi": "Hãy chọn đồng ý hay chưa đồng ý.", "en": "Say whether you agree."}
        raise Problem("invalid-answers", errors=[Fault("/agree", "required", said)])
    if not given.agree and not given.comment.strip():
        said = {"vi": "Hãy ghi chỗ cần sửa.", "en": "Say what has to be corrected."}
        raise Problem("invalid-answers", errors=[Fault("/comment", "required", said)])
    request.state, request.answered_at = "answered", now
    request.answer = {"agree": given.agree, "comment": given.comment}
    kind = "proof_agreed" if given.agree else "proof_declined"
    records.note(matter, kind, citizen_actor(person.subject), now=now, note=given.comment)


def answer_supplement(
    session: Session,
    dossier: DossierRow,
    request: RequestRow,
    given: AnswerInput,
    *,
    form: "Form",
    papers: Sequence[Paper],
    person: SignedIn,
    records: Records,
    now: datetime,
) -> None:
    """Take exactly what was asked for, all of it in one return.

    Raises:
        Problem: ``invalid-answers`` when something asked for is missing or wrong, or something else is changed.
    """
    pointers = [item["pointer"] for item in request.items if item.get("pointer")]
    paper_ids = [item["paper_id"] for item in request.items if item.get("paper_id")]
    answers = _merged(dossier.answers, given.answers or {}, pointers)
    faults = _missing(given, pointers, paper_ids)
    confirmed = frozenset([*dossier.confirmations, *given.confirmations])
    today = local_date(now)
    faults += [
        Fault(problem.pointer, problem.id, problem.message)
        for problem in form.problems(answers, today=today, confirmed=confirmed)
        if any(_is_under(problem.pointer, pointer) for pointer in pointers)
    ]
    allowed = {paper.id: paper for paper in papers if paper.id in paper_ids}
    faults += paper_faults(given.files, allowed, [])
    if faults:
        raise Problem("invalid-answers", errors=faults)
    for file in dossier.files:
        if file.replaced_at is None and file.paper_id in paper_ids:
            file.replaced_at = now
    adopt(session, dossier, given.files, papers=allowed, now=now)
    dossier.answers = form.submission(answers, today=today) if pointers else dossier.answers
    dossier.confirmations = sorted(confirmed)
    request.state, request.answered_at = "answered", now
    request.answer = {"comment": given.comment, "pointers": pointers, "papers": paper_ids}
    matter = matter_of(dossier, request.part_id)
    records.note(matter, "supplemented", citizen_actor(person.subject), now=now, note=given.comment)
    touch(dossier, now)


def _missing(given: AnswerInput, pointers: Sequence[str], paper_ids: Sequence[str]) -> list[Fault]:
    said = {"vi": "Mục này được yêu cầu nhưng chưa có.", "en": "This was asked for and is still missing."}
    sent = {file.paper_id for file in given.files}
    faults = [Fault(f"/files/{paper_id}", "paper-missing", said) for paper_id in paper_ids if paper_id not in sent]
    return faults + [
        Fault(pointer, "required", said) for pointer in pointers if _at(given.answers or {}, pointer) is None
    ]


def _merged(stored: Mapping[str, Any], given: Mapping[str, Any], pointers: Sequence[str]) -> dict[str, Any]:
    """Return the stored answers with the asked-for ones replaced; anything else in ``given`` is left out."""
    answers: dict[str, Any] = {**stored}
    for pointer in pointers:
        value = _at(given, pointer)
        if value is None:
            continue
        target, path = answers, _parts(pointer)
        for part in path[:-1]:
            inner = target.get(part)
            target[part] = dict(inner) if isinstance(inner, dict) else {}
            target = target[part]
        target[path[-1]] = value
    return answers


def _at(answers: Mapping[str, Any], pointer: str) -> Any:
    if pointer in answers:
        return answers[pointer]
    value: Any = answers
    for part in _parts(pointer):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _is_under(pointer: str, over: str) -> bool:
    return pointer == over or pointer.startswith(over + "/") or over.startswith(pointer + "/")
