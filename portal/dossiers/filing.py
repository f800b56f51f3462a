"""What a citizen does: submit, answer a request, ask to withdraw. One transaction each, files included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.procedure import Paper, Procedure
from portal.catalogue.service import PublishedCatalogue
from portal.clock import local_date
from portal.deps import SignedIn
from portal.dossiers.records import Records, citizen_actor, open_requests, touch
from portal.dossiers.schemas import AnswerInput, FileInput, SubmissionInput
from portal.dossiers.tables import DossierRow, FiledFileRow, RequestRow
from portal.dossiers.texts import OFFICE_ID
from portal.idempotency import fingerprint_of
from portal.problems import Fault, Problem, conflict
from portal.uploads.inspection import REFUSALS
from portal.uploads.tables import Upload

if TYPE_CHECKING:
    from forms.flow import Form

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckedSubmission:
    """A submission that passed every check that needs no lock."""

    procedure: Procedure
    answers: dict[str, Any]
    papers: Mapping[str, Paper]


def submission_fingerprint(filing: SubmissionInput) -> str:
    """Return what makes two submissions the same: everything but the ids of the uploads, which may be made anew."""
    payload = filing.model_dump(mode="json")
    for file in payload["files"]:
        file.pop("upload_id")
    return fingerprint_of(payload)


def find_by_key(session: Session, owner: str, key: str) -> DossierRow | None:
    """Return the person's dossier that was submitted with this key."""
    return session.execute(
        select(DossierRow).where(DossierRow.owner == owner, DossierRow.submit_key == key)
    ).scalar_one_or_none()


def replayed(session: Session, owner: str, key: str, fingerprint: str) -> DossierRow | None:
    """Return the dossier this key made already, or None.

    Raises:
        Problem: ``idempotency-key-reused`` when it was made from another payload.
    """
    found = find_by_key(session, owner, key)
    if found is not None and found.fingerprint != fingerprint:
        raise Problem("idempotency-key-reused")
    return found


def check_submission(
    session: Session, catalogue: PublishedCatalogue, filing: SubmissionInput, *, now: datetime
) -> CheckedSubmission:
    """Check answers and the list of files.

    Raises:
        Problem: ``form-version-unknown``, ``state-conflict`` (suspended), ``invalid-answers`` with one error for each
            thing to mend, worded as on the citizen's screen.
    """
    procedure = catalogue.find(filing.procedure_code)
    form = catalogue.find_form(session, filing.procedure_code, filing.form_version)
    if procedure is None or form is None:
        raise Problem("form-version-unknown")
    if procedure.state != "open":
        raise conflict("Thủ tục này đang tạm dừng nhận hồ sơ.", "This service does not take applications at present.")
    today = local_date(now)
    found = form.problems(filing.answers, today=today, confirmed=frozenset(filing.confirmations))
    faults = [Fault(problem.pointer, problem.id, problem.message) for problem in found]
    if not filing.declared:
        said = {"vi": "Hãy đánh dấu lời cam đoan.", "en": "Tick the declaration."}
        faults.append(Fault("/declared", "declared", said))
    needed = form.papers(filing.answers, today=today)
    papers = {need.paper.id: need.paper for need in needed}
    faults += _paper_faults(filing.files, papers, [need.paper for need in needed if need.required])
    if faults:
        raise Problem("invalid-answers", errors=faults)
    return CheckedSubmission(procedure, form.submission(filing.answers, today=today), papers)


def _paper_faults(files: Sequence[FileInput], papers: Mapping[str, Paper], required: Sequence[Paper]) -> list[Fault]:
    given = [file.paper_id for file in files]
    faults = [
        Fault(f"/files/{paper.id}", "paper-missing", {"vi": "Thiếu giấy tờ này.", "en": "This paper is missing."})
        for paper in required
        if paper.id not in given
    ]
    for number, file in enumerate(files):
        paper = papers.get(file.paper_id)
        if paper is None:
            said = {"vi": "Hồ sơ này không cần giấy tờ đó.", "en": "This application does not need that paper."}
            faults.append(Fault(f"/files/{number}", "paper-unknown", said))
        elif given[: number + 1].count(file.paper_id) > paper.max_files:
            said = {
                "vi": f"Tối đa {paper.max_files} tệp cho giấy tờ này.",
                "en": f"At most {paper.max_files} files for this paper.",
            }
            faults.append(Fault(f"/files/{number}", "too-many-files", said))
    return faults


def create(
    session: Session,
    records: Records,
    filing: SubmissionInput,
    checked: CheckedSubmission,
    *,
    person: SignedIn,
    key: str,
    now: datetime,
) -> DossierRow:
    """Make the dossier and take its files over; status 1, "submitted, waiting for acceptance".

    Raises:
        Problem: ``upload-incomplete`` or ``file-refused``.
    """
    dossier = DossierRow(
        id=records.new_id("dos"),
        code=records.new_code(session, OFFICE_ID, now),
        lookup_code=records.new_lookup_code(),
        owner=person.subject,
        owner_name=person.name,
        submit_key=key,
        fingerprint=submission_fingerprint(filing),
        procedure_code=checked.procedure.code,
        procedure_name=checked.procedure.name,
        form_version=filing.form_version,
        language=filing.language,
        subject=filing.subject,
        subject_name=subject_name(checked.answers, person.name),
        answers=checked.answers,
        confirmations=list(filing.confirmations),
        office_id=OFFICE_ID,
        status=1,
        version=0,
        submitted_at=now,
        updated_at=now,
        requests=[],
        timeline=[],
        documents=[],
        files=[],
    )
    session.add(dossier)
    session.flush()
    adopt(session, dossier, filing.files, papers=checked.papers, now=now)
    records.note(dossier, "submitted", citizen_actor(person.subject), now=now)
    records.issue(dossier, "submission_confirmation", now=now, facts={})
    # The copy's content is fixed here: later corrections make no change to what was submitted.
    copy = {
        "answers": checked.answers,
        "files": [{"paper_id": file.paper_id, "file_name": file.file_name} for file in dossier.files],
    }
    records.issue(dossier, "submitted_copy", now=now, facts=copy)
    session.flush()
    return dossier


def subject_name(answers: Mapping[str, Any], otherwise: str) -> str:
    """Return whom the dossier is about, for lists: the child of a birth, else the applicant."""
    for key in ("ks_ho_ten", *(name for name in answers if name.endswith("ho_ten"))):
        value = answers.get(key)
        if isinstance(value, str) and value:
            return value[:200]
    return otherwise


def adopt(
    session: Session, dossier: DossierRow, files: Sequence[FileInput], *, papers: Mapping[str, Paper], now: datetime
) -> None:
    """Make verified uploads part of the dossier; from then on they never expire.

    Raises:
        Problem: ``upload-incomplete`` (unknown, not complete, other content or taken already: send it again) or
            ``file-refused``, naming each file.
    """
    faults: list[Fault] = []
    slug = "file-refused"
    taken = []
    for number, file in enumerate(files):
        upload = session.get(Upload, file.upload_id, with_for_update=True)
        pointer = f"/files/{number}"
        if upload is None or not _is_ready(upload, file, dossier.owner) or upload in taken:
            slug = "upload-incomplete"
            said = {"vi": "Tệp chưa tải lên đủ, hãy gửi lại tệp này.", "en": "This file is not fully uploaded."}
            faults.append(Fault(pointer, "upload-incomplete", said))
        elif (refusal := _refusal(upload, papers.get(file.paper_id))) is not None:
            faults.append(Fault(pointer, "file-refused", refusal))
        else:
            taken.append(upload)
    if faults:
        raise Problem(slug, errors=faults)
    for file, upload in zip(files, taken, strict=True):
        upload.dossier_id = dossier.id
        dossier.files.append(
            FiledFileRow(
                dossier_id=dossier.id,
                position=len(dossier.files),
                upload_id=upload.id,
                paper_id=file.paper_id,
                file_name=upload.file_name if not file.file_name else _shown(file.file_name),
                media_type=upload.media_type or "",
                size_bytes=upload.length,
                sha256=upload.sha256 or "",
                storage_name=upload.storage_name or "",
                added_at=now,
            )
        )


def _shown(name: str) -> str:
    from portal.uploads.protocol import safe_name

    return safe_name(name)


def _is_ready(upload: Upload, file: FileInput, owner: str) -> bool:
    if upload.owner != owner or upload.dossier_id is not None:
        return False
    return upload.state == "refused" or (upload.state == "verified" and upload.sha256 == file.sha256)


def _refusal(upload: Upload, paper: Paper | None) -> Text | None:
    if upload.problem is not None:
        return dict(REFUSALS[upload.problem])
    if paper is not None and upload.media_type not in paper.accept:
        return dict(REFUSALS["type"])
    if paper is not None and upload.length > paper.max_bytes:
        megabytes = paper.max_bytes // (1024 * 1024)
        return {"vi": f"Tệp lớn hơn {megabytes} MB.", "en": f"The file is larger than {megabytes} MB."}
    return None


def withdraw(dossier: DossierRow, records: Records, *, person: SignedIn, reason: str, now: datetime) -> None:
    """Ask for the dossier to be withdrawn (status 7); an officer confirms.

    Raises:
        Problem: ``state-conflict`` when it is finished.
    """
    before = dossier.status
    records.move(dossier, 7, now)
    dossier.status_before = (dossier.status_before or 4) if before in (5, 6) else before
    for request in open_requests(dossier):
        if request.kind != "payment":
            request.state, request.answered_at = "withdrawn", now
    records.note(dossier, "withdrawal_requested", citizen_actor(person.subject), now=now, note=reason)


def answer_proof(
    dossier: DossierRow, request: RequestRow, given: AnswerInput, *, records: Records, person: SignedIn, now: datetime
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
    records.note(dossier, kind, citizen_actor(person.subject), now=now, note=given.comment)


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
    faults += _paper_faults(given.files, allowed, [])
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
    records.note(dossier, "supplemented", citizen_actor(person.subject), now=now, note=given.comment)
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
