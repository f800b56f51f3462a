"""What each document of a dossier says, in the language it was filed in: headings and lines, no drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.flow import Form, pick
from forms.procedure import Procedure
from portal.clock import HANOI, local_date
from portal.dossiers.tables import DocumentRow, DossierRow
from portal.dossiers.texts import OFFICE_ADDRESS, OFFICE_NAME

Text = dict[str, str]

LABELS: Mapping[str, Text] = {
    "code": {"vi": "Mã hồ sơ", "en": "Application code"},
    "lookup_code": {"vi": "Mã tra cứu", "en": "Lookup code"},
    "procedure": {"vi": "Thủ tục", "en": "Service"},
    "applicant": {"vi": "Người nộp", "en": "Applicant"},
    "about": {"vi": "Về việc của", "en": "Concerning"},
    "submitted": {"vi": "Nộp lúc", "en": "Submitted"},
    "accepted": {"vi": "Tiếp nhận lúc", "en": "Accepted"},
    "due": {"vi": "Hẹn trả kết quả", "en": "Result due"},
    "office": {"vi": "Cơ quan tiếp nhận", "en": "Receiving office"},
    "papers": {"vi": "Giấy tờ đã nhận", "en": "Papers received"},
    "items": {"vi": "Cần bổ sung, sửa", "en": "Missing or to be corrected"},
    "reason": {"vi": "Lý do", "en": "Reason"},
    "note": {"vi": "Ghi chú", "en": "Note"},
    "bring": {"vi": "Đến nhận nhớ mang", "en": "Bring when collecting"},
    "state": {"vi": "Tình trạng", "en": "State"},
    "issued": {"vi": "Ngày cấp", "en": "Issued"},
}

WAITING: Text = {
    "vi": "Đã nộp, chờ tiếp nhận. Chưa có ngày hẹn; cán bộ đang kiểm tra.",
    "en": "Submitted, waiting for acceptance. No result date yet; an officer is checking.",
}
PROOF: Text = {
    "vi": "Bản nháp để kiểm tra, chưa có giá trị. Không trả lời trong thời hạn được coi là đồng ý.",
    "en": "A draft to check, not valid. No answer in time counts as agreement.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (may be empty) and lines of label and value."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a document says."""

    kind: str
    language: str
    title: str
    number: str
    issued_at: datetime
    office: str
    sections: tuple[Section, ...]
    statement: str | None


def content_of(
    document: DocumentRow, dossier: DossierRow, *, procedure: Procedure | None, form: Form | None
) -> Content:
    """Return what ``document`` says."""
    language = dossier.language
    facts = document.facts
    sections = [Section("", _head(document, dossier))]
    if document.kind in ("submitted_copy", "proof", "result") and form is not None:
        sections += _answers(form, facts.get("answers", {}), dossier)
    papers = _papers(facts, procedure, language)
    if papers:
        sections.append(Section(LABELS["papers"][language], papers))
    if facts.get("items"):
        sections.append(Section(LABELS["items"][language], _items(facts["items"], procedure, form, language)))
    tail = _tail(document, procedure, language)
    if tail:
        sections.append(Section("", tail))
    return Content(
        kind=document.kind,
        language=language,
        title=document.title[language],
        number=document.number,
        issued_at=document.issued_at,
        office=OFFICE_NAME[language],
        sections=tuple(sections),
        statement=document.statement,
    )


def date_time(moment: datetime) -> str:
    """Return "16:30, 09/11/2026", Vietnamese time."""
    return f"{moment.astimezone(HANOI):%H:%M, %d/%m/%Y}"


def _head(document: DocumentRow, dossier: DossierRow) -> tuple[tuple[str, str], ...]:
    language, facts = dossier.language, document.facts
    lines = {
        "code": dossier.code,
        "lookup_code": dossier.lookup_code if document.kind == "submission_confirmation" else "",
        "procedure": f"{pick(dossier.procedure_name, language)} ({dossier.procedure_code})",
        "applicant": dossier.owner_name,
        "about": dossier.subject_name if dossier.subject_name != dossier.owner_name else "",
        "submitted": date_time(dossier.submitted_at),
        "accepted": date_time(document.issued_at) if document.kind == "acceptance_slip" else "",
        "due": date_time(datetime.fromisoformat(facts["due_at"])) if facts.get("due_at") else "",
        "office": f"{OFFICE_NAME[language]}, {OFFICE_ADDRESS[language]}",
        "state": WAITING[language] if document.kind == "submission_confirmation" else "",
        "reason": str(facts.get("reason") or ""),
        "note": str(facts.get("note") or ""),
    }
    return tuple((LABELS[name][language], value) for name, value in lines.items() if value)


def _answers(form: Form, answers: Mapping[str, Any], dossier: DossierRow) -> list[Section]:
    today, language = local_date(dossier.submitted_at), dossier.language
    sections = []
    for step in form.steps(answers, today=today):
        lines = tuple(
            (pick(field.label, language), shown)
            for field in step.fields
            if (shown := form.stringify(field, answers, language))
        )
        if lines:
            sections.append(Section(pick(step.name, language), lines))
    return sections


def _papers(facts: Mapping[str, Any], procedure: Procedure | None, language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_paper_title(procedure, file["paper_id"], language), file["file_name"]) for file in facts.get("files", ())
    )


def _items(
    items: list[Mapping[str, Any]], procedure: Procedure | None, form: Form | None, language: str
) -> tuple[tuple[str, str], ...]:
    lines = []
    for item in items:
        what = (
            _paper_title(procedure, item["paper_id"], language)
            if item.get("paper_id")
            else _field_title(form, str(item.get("pointer")), language)
        )
        lines.append((what, " ".join(part for part in (item["reason"], item.get("how_to_fix")) if part)))
    return tuple(lines)


def _tail(document: DocumentRow, procedure: Procedure | None, language: str) -> tuple[tuple[str, str], ...]:
    if document.kind == "proof":
        return ((LABELS["note"][language], PROOF[language]),)
    if document.kind == "acceptance_slip" and procedure is not None and procedure.bring_when_collecting:
        bring = "; ".join(pick(text, language) for text in procedure.bring_when_collecting)
        return ((LABELS["bring"][language], bring),)
    return ()


def _paper_title(procedure: Procedure | None, paper_id: str, language: str) -> str:
    papers = procedure.papers if procedure else ()
    return next((pick(paper.title, language) for paper in papers if paper.id == paper_id), paper_id)


def _field_title(form: Form | None, pointer: str, language: str) -> str:
    title = form.label_of(pointer) if form is not None and hasattr(form, "label_of") else None
    return pick(title, language) if title else pointer.strip("/")
