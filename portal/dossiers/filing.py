"""What a citizen files: checked, and made a dossier with its files and parts in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.procedure import LinkedPart, Paper, Procedure
from forms.tailoring import parts as linked_parts
from portal.catalogue.service import PublishedCatalogue
from portal.clock import local_date
from portal.dossiers.matters import Matter
from portal.dossiers.offices import office_of_kind
from portal.dossiers.parts import add_parts
from portal.dossiers.records import Records, citizen_actor
from portal.dossiers.schemas import FileInput, SubmissionInput
from portal.dossiers.tables import DossierRow, FiledFileRow
from portal.idempotency import fingerprint_of
from portal.identity.signed_in import SignedIn
from portal.problems import Fault, Problem, conflict
from portal.uploads.inspection import REFUSALS
from portal.uploads.tables import Upload

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckedSubmission:
    """A submission that passed every check that needs no lock."""

    procedure: Procedure
    answers: dict[str, Any]
    papers: Mapping[str, Paper]
    parts: tuple[LinkedPart, ...] = ()
    """What it is divided into, by office; none where one office does all."""
    later: tuple[tuple[Text, Text], ...] = ()
    """What the office will ask for later: its name, and what is said of it."""


def submission_fingerprint(filing: SubmissionInput) -> str:
    """Return what makes two submissions the same: everything but the ids of the uploads, which may be made anew."""
    payload = filing.model_dump(mode="json")
    for file in payload["files"]:
        file.pop("upload_id")
    for later in ("help", "updates_to"):  # not there before: what was filed then is the same still
        if not payload[later]:
            del payload[later]
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
    faults += paper_faults(filing.files, papers, [need.paper for need in needed if need.required])
    if faults:
        raise Problem("invalid-answers", errors=faults)
    answers = form.submission(filing.answers, today=today)
    from forms.answers_paper import what_comes_later  # the form language comes with the first form

    sent = frozenset(file.paper_id for file in filing.files)
    later = what_comes_later(form, answers, sent=sent, today=today)
    return CheckedSubmission(procedure, answers, papers, linked_parts(procedure, answers, today=today), later)


def paper_faults(files: Sequence[FileInput], papers: Mapping[str, Paper], required: Sequence[Paper]) -> list[Fault]:
    """Return what is wrong with a list of files: a paper missing, one nobody needs, too many of one."""
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
    office_id = office_of_kind(checked.parts[0].office if checked.parts else "commune").id
    dossier = DossierRow(
        id=records.new_id("dos"),
        code=records.new_code(session, office_id, now),
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
        help=filing.help.model_dump(exclude={"agreed"}) if filing.help else None,
        updates_to=filing.updates_to,
        office_id=office_id,
        status=1,
        version=0,
        submitted_at=now,
        updated_at=now,
        parts=[],
        requests=[],
        timeline=[],
        documents=[],
        files=[],
    )
    session.add(dossier)
    session.flush()
    add_parts(dossier, checked.parts, records)
    adopt(session, dossier, filing.files, papers=checked.papers, now=now)
    whole = Matter(dossier)
    records.note(whole, "submitted", citizen_actor(person.subject), now=now)
    records.issue(whole, "submission_confirmation", now=now, facts={"later": checked.later})
    # The copy's content is fixed here: later corrections make no change to what was submitted.
    copy = {
        "answers": checked.answers,
        "files": [{"paper_id": file.paper_id, "file_name": file.file_name} for file in dossier.files],
    }
    records.issue(whole, "submitted_copy", now=now, facts=copy)
    session.flush()
    return dossier


def subject_name(answers: Mapping[str, Any], otherwise: str) -> str:
    """Return whom the dossier is about, for lists: the child of a birth, else the applicant."""
    for key in ("ks_ho_ten", *(name for name in answers if name.endswith("ho_ten"))):
        value = answers.get(key)
        if isinstance(value, str) and value:
            return value[:200]
    return otherwise


NOT_WHOLE = {"vi": "Tệp chưa tải lên đủ, hãy gửi lại tệp này.", "en": "This file is not fully uploaded."}
STILL_CHECKED = {
    "vi": "Tệp đang được kiểm tra mã độc. Hãy nộp lại sau ít phút.",
    "en": "This file is being checked for malware. Submit again in a few minutes.",
}


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
            is_waiting = upload is not None and upload.owner == dossier.owner and upload.state == "checking"
            said = STILL_CHECKED if is_waiting else NOT_WHOLE
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
                file_name=_shown(file.file_name or upload.file_name, upload.media_type),
                media_type=upload.media_type or "",
                size_bytes=upload.length,
                sha256=upload.sha256 or "",
                storage_name=upload.storage_name or "",
                added_at=now,
            )
        )


def _shown(name: str, media_type: str | None) -> str:
    from portal.uploads.protocol import safe_name

    return safe_name(name, media_type)


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
