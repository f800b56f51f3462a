"""What each document of a dossier says, in the language it was filed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from forms.paper import Section, Sheet, Table
from forms.procedure import Procedure, pick
from portal.clock import HANOI, local_date
from portal.dossiers.matters import matter_of
from portal.dossiers.senders import APPLICANT, HELPED_BY, UPDATES_TO, helper_words, sender_label
from portal.dossiers.tables import DocumentRow, DossierRow

if TYPE_CHECKING:
    from forms.flow import Form  # the form language comes with the first form, not with the start

Text = dict[str, str]

LABELS: Mapping[str, Text] = {
    "code": {"vi": "Mã hồ sơ", "en": "Application code"},
    "lookup_code": {"vi": "Mã tra cứu", "en": "Lookup code"},
    "procedure": {"vi": "Thủ tục", "en": "Service"},
    "part": {"vi": "Phần việc", "en": "Part"},
    "applicant": APPLICANT,
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
    "fee": {"vi": "Khoản thu", "en": "Fee"},
    "payee": {"vi": "Đơn vị thu", "en": "Payee"},
}

LEADS: Mapping[str, Text] = {
    "submission_confirmation": {
        "vi": "Đã nộp, chờ tiếp nhận. Chưa có ngày hẹn; cán bộ đang kiểm tra.",
        "en": "Submitted, waiting for acceptance. No result date yet; an officer is checking.",
    },
    "supplement_request": {
        "vi": "Chỉ cần bổ sung, sửa các mục dưới đây. Các phần khác giữ nguyên, không phải làm lại.",
        "en": "Only the items below are missing or to be corrected. Everything else stays as it is.",
    },
    "proof": {
        "vi": "Bản nháp để kiểm tra, chưa có giá trị. Không trả lời trong thời hạn được coi là đồng ý.",
        "en": "A draft to check, not valid. No answer in time counts as agreement.",
    },
}

WITH_ANSWERS = ("submitted_copy", "proof", "result")
"""Documents that show the answers, as they were when it was issued."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a document says."""

    kind: str
    sheet: Sheet
    amount_vnd: int = 0
    """Of a receipt."""


def content_of(
    document: DocumentRow, dossier: DossierRow, *, procedure: Procedure | None, form: "Form | None"
) -> Content:
    """Return what ``document`` says."""
    language, facts = dossier.language, document.facts
    office = matter_of(dossier, document.part_id).office
    sections: list[Section | Table] = [Section("", _head(document, dossier))]
    if document.kind in WITH_ANSWERS and form is not None:
        sections += _answers(form, facts, dossier)
    if papers := _papers(facts, procedure, language):
        sections.append(Section(LABELS["papers"][language], papers))
    if facts.get("later"):
        from forms.answers_paper import later_section

        sections.append(later_section(facts["later"], language))
    if facts.get("items"):
        sections.append(Section(LABELS["items"][language], _items(facts["items"], dossier, procedure, form)))
    sheet = Sheet(
        language=language,
        title=pick(document.title, language),
        number=document.number,
        issued_at=document.issued_at,
        issued=date_time(document.issued_at),
        office=office.name[language],
        office_address=office.address[language],
        lead=LEADS.get(document.kind, {}).get(language, ""),
        sections=tuple(sections),
        statement=document.statement,
        closing=_closing(document, procedure, language),
    )
    return Content(document.kind, sheet, int(facts.get("amount_vnd") or 0))


def date_time(moment: datetime) -> str:
    """Return "16:30, 09/11/2026", Vietnamese time."""
    return f"{moment.astimezone(HANOI):%H:%M, %d/%m/%Y}"


def _head(document: DocumentRow, dossier: DossierRow) -> tuple[tuple[str, str], ...]:
    language, facts = dossier.language, document.facts
    matter = matter_of(dossier, document.part_id)
    lines = {
        "code": matter.code,
        "lookup_code": dossier.lookup_code if document.kind == "submission_confirmation" else "",
        "procedure": f"{pick(dossier.procedure_name, language)} ({dossier.procedure_code})",
        "part": pick(matter.name, language) if matter.part is not None else "",
        "applicant": dossier.owner_name,
        "helper": helper_words(dossier.help, language),
        "updates_to": dossier.updates_to,
        "about": dossier.subject_name if dossier.subject_name != dossier.owner_name else "",
        "submitted": date_time(dossier.submitted_at),
        "accepted": date_time(document.issued_at) if document.kind == "acceptance_slip" else "",
        "due": date_time(datetime.fromisoformat(facts["due_at"])) if facts.get("due_at") else "",
        "office": f"{matter.office.name[language]}, {matter.office.address[language]}",
        "fee": pick(facts["title"], language) if document.kind == "receipt" else "",
        "payee": pick(facts["payee"], language) if document.kind == "receipt" else "",
        "reason": str(facts.get("reason") or ""),
        "note": str(facts.get("note") or ""),
    }
    labels = {**LABELS, "applicant": sender_label(dossier.subject), "helper": HELPED_BY, "updates_to": UPDATES_TO}
    return tuple((labels[name][language], value) for name, value in lines.items() if value)


def _answers(form: "Form", facts: Mapping[str, Any], dossier: DossierRow) -> "tuple[Section | Table, ...]":
    """Return the answers as they were, of a part's result those of its own steps."""
    from forms.answers_paper import answer_sections

    answers, concerned = facts.get("answers", {}), frozenset(facts.get("steps") or ())
    today = local_date(dossier.submitted_at)
    return answer_sections(form, answers, language=dossier.language, today=today, only_steps=concerned)


def _papers(facts: Mapping[str, Any], procedure: Procedure | None, language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_paper_title(procedure, file["paper_id"], language), file["file_name"]) for file in facts.get("files", ())
    )


def _items(
    items: list[Mapping[str, Any]], dossier: DossierRow, procedure: Procedure | None, form: "Form | None"
) -> tuple[tuple[str, str], ...]:
    lines = []
    for item in items:
        what = (
            _paper_title(procedure, item["paper_id"], dossier.language)
            if item.get("paper_id")
            else _field_title(form, str(item.get("pointer")), dossier)
        )
        lines.append((what, " ".join(part for part in (item["reason"], item.get("how_to_fix")) if part)))
    return tuple(lines)


def _closing(document: DocumentRow, procedure: Procedure | None, language: str) -> str:
    if document.kind == "acceptance_slip" and procedure is not None and procedure.bring_when_collecting:
        bring = "; ".join(pick(text, language) for text in procedure.bring_when_collecting)
        return f"{LABELS['bring'][language]}: {bring}."
    return ""


def _paper_title(procedure: Procedure | None, paper_id: str, language: str) -> str:
    papers = procedure.papers if procedure else ()
    return next((pick(paper.title, language) for paper in papers if paper.id == paper_id), paper_id)


def _field_title(form: "Form | None", pointer: str, dossier: DossierRow) -> str:
    field = form.field(dossier.answers, pointer, today=local_date(dossier.submitted_at)) if form is not None else None
    return pick(field.label, dossier.language) if field is not None else pointer.strip("/")
