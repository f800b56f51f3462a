"""What may happen to a dossier: the verbs of its life, each in the transaction of the session it is given.

Citizens: ``submit`` (``filing.create``), ``answer``, ``withdraw``. Officers of the dossier's office: ``accept``,
``ask_for_items``, ``refuse``, ``start``, ``send_proof``, ``request_payment``, ``return_result``, ``close``,
``confirm_withdrawal``, ``decline_withdrawal``. Time: ``lapse``. Money: ``bill_settled``.
"""

import random as randomness
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.procedure import Proof
from forms.tailoring import fees
from portal.catalogue.service import PublishedCatalogue
from portal.clock import local_date
from portal.deps import SignedIn
from portal.dossiers import filing
from portal.dossiers.due import due_at, resumed
from portal.dossiers.records import PORTAL_ACTOR, Actor, Records, office_actor, open_requests
from portal.dossiers.schemas import AnswerInput
from portal.dossiers.tables import DossierRow, RequestRow
from portal.dossiers.texts import OFFICE_NAME, RESULT_TITLES
from portal.payments.service import cancel_bills, issue_bill
from portal.problems import Problem, conflict, not_found
from portal.slips.signing import Signer

Text = dict[str, str]

FEE_AT_ACCEPTANCE = ("before_submit", "at_acceptance")
"""Fees billed when the dossier is accepted; there is no bill before a dossier exists."""


@dataclass(frozen=True)
class Dossiers:
    """The rules of a dossier's life; every method takes the session of the transaction it belongs to.

    Methods of officers raise ``not-found`` for another office's dossier and ``state-conflict`` when the verb does not
    fit the dossier's state.
    """

    catalogue: PublishedCatalogue
    signer: Signer
    random: randomness.Random

    @cached_property
    def records(self) -> Records:
        """Return the writer of history, requests and documents."""
        return Records(self.signer, self.random)

    # Finding

    def own(self, session: Session, dossier_id: str, person: SignedIn) -> DossierRow:
        """Return the citizen's dossier, locked.

        Raises:
            Problem: ``not-found`` when it is unknown or somebody else's.
        """
        dossier = session.get(DossierRow, dossier_id, with_for_update=True)
        if dossier is None or dossier.owner != person.subject:
            raise not_found()
        return dossier

    def for_office(self, session: Session, dossier_id: str, officer: SignedIn) -> DossierRow:
        """Return a dossier of the officer's office, locked.

        Raises:
            Problem: ``not-found`` when it is unknown or another office's.
        """
        dossier = session.get(DossierRow, dossier_id, with_for_update=True)
        if dossier is None or officer.office_id is None or dossier.office_id != officer.office_id:
            raise not_found()
        return dossier

    def queue(
        self, session: Session, officer: SignedIn, *, status: int | None = None, limit: int = 200
    ) -> list[DossierRow]:
        """Return the dossiers of the officer's office, the one that waits longest first."""
        query = select(DossierRow).where(DossierRow.office_id == (officer.office_id or ""))
        if status is not None:
            query = query.where(DossierRow.status == status)
        return list(session.execute(query.order_by(DossierRow.updated_at, DossierRow.id).limit(limit)).scalars())

    # The office

    def accept(self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime) -> DossierRow:
        """Accept a complete dossier: the clock starts, the slip has the result date, fees become bills."""
        dossier = self.for_office(session, dossier_id, officer)
        if dossier.accepted_at is not None:
            raise conflict("Hồ sơ này đã được tiếp nhận.", "This application is already accepted.")
        self._end_requests(dossier, now)
        self.records.move(dossier, 2, now)
        dossier.accepted_at, dossier.status_before, dossier.paused_at = now, None, None
        procedure = self.catalogue.find(dossier.procedure_code)
        dossier.due_at = due_at(now, procedure.time if procedure else None, self.catalogue.calendar)
        self.records.note(dossier, "accepted", office_actor(officer.subject), now=now)
        self.records.issue(dossier, "acceptance_slip", now=now, facts=self._received(dossier))
        self._bill_fees(session, dossier, FEE_AT_ACCEPTANCE, office_actor(officer.subject), now=now)
        return dossier

    def ask_for_items(
        self,
        session: Session,
        dossier_id: str,
        *,
        officer: SignedIn,
        items: Sequence[Mapping[str, Any]],
        now: datetime,
        note: str = "",
        due_at: datetime | None = None,
        on_silence: str | None = None,
    ) -> DossierRow:
        """Ask for missing or corrected items, all faults in one request; the clock pauses (status 5).

        Each item is ``{"paper_id" or "pointer", "reason", "how_to_fix"}``. ``due_at`` only when the slip sets a
        deadline; ``on_silence="closed"`` when missing it closes the dossier.
        """
        dossier = self.for_office(session, dossier_id, officer)
        asked = [self._item(number, item) for number, item in enumerate(items, start=1)]
        if not asked:
            raise Problem("invalid-request", {"vi": "Hãy chọn ít nhất một mục.", "en": "Choose at least one item."})
        if open_requests(dossier, "supplement"):
            raise conflict("Đang có một yêu cầu bổ sung chưa trả lời.", "A request for items is already open.")
        before = dossier.status
        self.records.move(dossier, 5, now)
        dossier.status_before, dossier.paused_at = before, now
        slip = self.records.issue(dossier, "supplement_request", now=now, facts={"items": asked, "note": note})
        self.records.open_request(
            dossier,
            "supplement",
            now=now,
            due_at=due_at,
            on_silence=on_silence if due_at is not None else None,
            note=note,
            items=asked,
            document_id=slip.id,
        )
        self.records.note(dossier, "supplement_requested", office_actor(officer.subject), now=now, note=note)
        return dossier

    def refuse(self, session: Session, dossier_id: str, *, officer: SignedIn, reason: str, now: datetime) -> DossierRow:
        """Not accept a dossier, with the reason (status 3, final)."""
        dossier = self.for_office(session, dossier_id, officer)
        _need_reason(reason)
        self.records.move(dossier, 3, now)
        self._end_requests(dossier, now)
        self.records.note(dossier, "not_accepted", office_actor(officer.subject), now=now, note=reason)
        self.records.issue(dossier, "not_accepted", now=now, facts={"reason": reason})
        return dossier

    def start(self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime) -> DossierRow:
        """Begin processing an accepted dossier (status 4)."""
        dossier = self.for_office(session, dossier_id, officer)
        if dossier.status != 2:
            raise conflict("Chỉ xử lý hồ sơ đã tiếp nhận.", "Only an accepted application can be processed.")
        self.records.move(dossier, 4, now)
        self.records.note(dossier, "processing", office_actor(officer.subject), now=now)
        return dossier

    def send_proof(
        self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime, note: str = ""
    ) -> DossierRow:
        """Send the draft result for the applicant to check; no answer in time counts as agreement."""
        dossier = self.for_office(session, dossier_id, officer)
        if dossier.status == 2:
            self.records.move(dossier, 4, now)
            self.records.note(dossier, "processing", office_actor(officer.subject), now=now)
        if dossier.status != 4 or open_requests(dossier, "proof"):
            raise conflict(
                "Chỉ gửi bản nháp khi đang xử lý và chưa có bản nháp nào chờ trả lời.",
                "A draft can be sent while the application is processed and no other draft waits.",
            )
        procedure = self.catalogue.find(dossier.procedure_code)
        proof = (procedure.proof if procedure else None) or Proof()
        facts = {"answers": dossier.answers, "note": note}
        draft = self.records.issue(dossier, "proof", now=now, facts=facts, title=self._titled(dossier, "proof"))
        self.records.open_request(
            dossier,
            "proof",
            now=now,
            due_at=now + timedelta(days=proof.days),
            on_silence=proof.on_silence,
            note=note,
            document_id=draft.id,
        )
        self.records.note(dossier, "proof_sent", office_actor(officer.subject), now=now, note=note)
        return dossier

    def request_payment(
        self, session: Session, dossier_id: str, *, officer: SignedIn, title: Text, amount_vnd: int, now: datetime
    ) -> DossierRow:
        """Bill a fee besides those billed at acceptance."""
        dossier = self.for_office(session, dossier_id, officer)
        if dossier.status not in (2, 4, 5, 6):
            raise conflict("Chỉ thu phí hồ sơ đã tiếp nhận.", "Only an accepted application can be billed.")
        if not 1 <= amount_vnd <= 10**12:
            raise Problem("invalid-request", {"vi": "Số tiền không hợp lệ.", "en": "The amount is not valid."})
        self._bill(session, dossier, title, amount_vnd, office_actor(officer.subject), now=now)
        return dossier

    def return_result(
        self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime, note: str = ""
    ) -> DossierRow:
        """Finish the dossier and return the signed sample result (9, then 10)."""
        dossier = self.for_office(session, dossier_id, officer)
        actor = office_actor(officer.subject)
        if open_requests(dossier, "proof"):
            raise conflict("Người nộp chưa trả lời bản nháp.", "The applicant has not answered the draft yet.")
        if dossier.status not in (2, 4):
            raise conflict("Chỉ trả kết quả hồ sơ đang xử lý.", "Only an application in process can get its result.")
        self.records.move(dossier, 9, now)
        dossier.finished_at = now
        self.records.note(dossier, "finished", actor, now=now)
        facts = {"answers": dossier.answers, "note": note}
        self.records.issue(dossier, "result", now=now, facts=facts, title=self._titled(dossier, "result"))
        self._bill_fees(session, dossier, ("at_result",), actor, now=now)
        self.records.move(dossier, 10, now)
        dossier.returned_at = now
        self.records.note(dossier, "returned", actor, now=now, note=note)
        return dossier

    def close(self, session: Session, dossier_id: str, *, officer: SignedIn, reason: str, now: datetime) -> DossierRow:
        """Stop an accepted dossier without a result (status 8)."""
        dossier = self.for_office(session, dossier_id, officer)
        _need_reason(reason)
        self._close(session, dossier, "closed", office_actor(officer.subject), reason=reason, now=now)
        return dossier

    def confirm_withdrawal(self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime) -> DossierRow:
        """Let the applicant withdraw (7 → 8)."""
        dossier = self.for_office(session, dossier_id, officer)
        if dossier.status != 7:
            raise conflict("Không có yêu cầu rút hồ sơ.", "There is no request to withdraw.")
        reason = "Người nộp rút hồ sơ." if dossier.language == "vi" else "Withdrawn by the applicant."
        self._close(session, dossier, "closed", office_actor(officer.subject), reason=reason, now=now)
        return dossier

    def decline_withdrawal(
        self, session: Session, dossier_id: str, *, officer: SignedIn, reason: str, now: datetime
    ) -> DossierRow:
        """Go on with a dossier that was asked to be withdrawn, with the reason."""
        dossier = self.for_office(session, dossier_id, officer)
        _need_reason(reason)
        if dossier.status != 7:
            raise conflict("Không có yêu cầu rút hồ sơ.", "There is no request to withdraw.")
        self.records.move(dossier, dossier.status_before or 4, now)
        dossier.status_before = None
        self.records.note(dossier, "withdrawal_declined", office_actor(officer.subject), now=now, note=reason)
        return dossier

    # The citizen

    def answer(
        self,
        session: Session,
        dossier_id: str,
        request_id: str,
        given: AnswerInput,
        *,
        person: SignedIn,
        now: datetime,
    ) -> DossierRow:
        """Answer an open request of one's own dossier.

        Raises:
            Problem: ``not-found``, ``state-conflict`` (not open any more; a payment is answered by paying),
                ``invalid-answers``, ``upload-incomplete``, ``file-refused``.
        """
        dossier = self.own(session, dossier_id, person)
        request = next((request for request in dossier.requests if request.id == request_id), None)
        if request is None:
            raise not_found()
        if request.state != "open" or request.kind not in ("supplement", "proof"):
            raise conflict("Yêu cầu này không còn chờ trả lời.", "This request does not wait for an answer.")
        if request.kind == "proof":
            filing.answer_proof(dossier, request, given, records=self.records, person=person, now=now)
            return dossier
        form = self.catalogue.find_form(session, dossier.procedure_code, dossier.form_version)
        procedure = self.catalogue.find(dossier.procedure_code)
        if form is None or procedure is None:
            raise Problem("form-version-unknown")
        self._resume(dossier, now)
        filing.answer_supplement(
            session,
            dossier,
            request,
            given,
            form=form,
            papers=procedure.papers,
            person=person,
            records=self.records,
            now=now,
        )
        return dossier

    def withdraw(
        self, session: Session, dossier_id: str, *, person: SignedIn, reason: str, now: datetime
    ) -> DossierRow:
        """Ask for one's own dossier to be withdrawn."""
        dossier = self.own(session, dossier_id, person)
        filing.withdraw(dossier, self.records, person=person, reason=reason, now=now)
        return dossier

    # Time and money

    def lapse(self, session: Session, now: datetime) -> list[str]:
        """Let silence count where it does; return the ids of the dossiers this changed."""
        due = select(RequestRow).where(
            RequestRow.state == "open", RequestRow.on_silence.is_not(None), RequestRow.due_at <= now
        )
        changed = []
        for request in session.execute(due.limit(200).with_for_update()).scalars():
            dossier = session.get_one(DossierRow, request.dossier_id, with_for_update=True)
            request.state, request.answered_at = "lapsed", now
            if request.kind == "proof" and request.on_silence == "agreed":
                self.records.note(dossier, "proof_lapsed", PORTAL_ACTOR, now=now)
            else:
                self._close(session, dossier, "supplement_lapsed", PORTAL_ACTOR, reason=request.note, now=now)
            changed.append(dossier.id)
        return changed

    def bill_settled(self, session: Session, bill_id: str, *, now: datetime) -> None:
        """Write down that a bill is paid; called where the State's confirmation is recorded."""
        request = session.execute(
            select(RequestRow).where(RequestRow.bill_id == bill_id, RequestRow.state == "open").with_for_update()
        ).scalar_one_or_none()
        if request is None:
            return
        dossier = session.get_one(DossierRow, request.dossier_id, with_for_update=True)
        request.state, request.answered_at = "answered", now
        self.records.note(dossier, "paid", PORTAL_ACTOR, now=now)

    # Parts of the verbs

    def _resume(self, dossier: DossierRow, now: datetime) -> None:
        """Go back to where the dossier was before the office asked for items."""
        self.records.move(dossier, dossier.status_before or 2, now)
        if dossier.due_at is not None and dossier.paused_at is not None:
            dossier.due_at = resumed(
                dossier.due_at, paused_at=dossier.paused_at, resumed_at=now, calendar=self.catalogue.calendar
            )
        dossier.status_before = dossier.paused_at = None

    def _close(
        self, session: Session, dossier: DossierRow, kind: str, actor: Actor, *, reason: str, now: datetime
    ) -> None:
        self.records.move(dossier, 8, now)
        dossier.finished_at = now
        self._end_requests(dossier, now)
        cancel_bills(session, dossier.id, now=now)
        self.records.note(dossier, kind, actor, now=now, note=reason)
        self.records.issue(dossier, "closed", now=now, facts={"reason": reason})

    @staticmethod
    def _end_requests(dossier: DossierRow, now: datetime) -> None:
        for request in open_requests(dossier):
            request.state, request.answered_at = "withdrawn", now

    def _bill_fees(
        self, session: Session, dossier: DossierRow, when: Sequence[str], actor: Actor, *, now: datetime
    ) -> None:
        procedure, filed_on = self.catalogue.find(dossier.procedure_code), local_date(dossier.submitted_at)
        for due in fees(procedure, dossier.answers, today=filed_on) if procedure else ():
            if due.fee.due in when and due.amount_vnd:
                self._bill(session, dossier, due.fee.title, due.amount_vnd, actor, now=now)

    def _bill(
        self, session: Session, dossier: DossierRow, title: Text, amount_vnd: int, actor: Actor, *, now: datetime
    ) -> None:
        count = sum(1 for request in dossier.requests if request.kind == "payment") + 1
        bill = issue_bill(
            session,
            owner=dossier.owner,
            reference=dossier.code if count == 1 else f"{dossier.code}-{count}",
            title=title,
            amount_vnd=amount_vnd,
            payee=OFFICE_NAME,
            now=now,
            random=self.random,
            dossier_id=dossier.id,
            office_id=dossier.office_id,
        )
        self.records.open_request(dossier, "payment", now=now, bill_id=bill.id)
        self.records.note(dossier, "payment_requested", actor, now=now)

    @staticmethod
    def _received(dossier: DossierRow) -> dict[str, Any]:
        return {
            "due_at": dossier.due_at.isoformat() if dossier.due_at else None,
            "files": [
                {"paper_id": file.paper_id, "file_name": file.file_name}
                for file in dossier.files
                if file.replaced_at is None
            ],
        }

    def _titled(self, dossier: DossierRow, kind: str) -> Text | None:
        """Return the result's own name ("Giấy khai sinh (bản mẫu)"), or None when the catalogue has none."""
        procedure = self.catalogue.find(dossier.procedure_code)
        if procedure is None or not procedure.result:
            return None
        return {
            language: RESULT_TITLES[kind][language].format(
                name=procedure.result.get(language) or procedure.result["vi"]
            )
            for language in ("vi", "en")
        }

    @staticmethod
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


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Problem("invalid-request", {"vi": "Hãy ghi lý do.", "en": "Give the reason."})
