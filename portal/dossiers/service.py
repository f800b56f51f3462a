"""What may happen to a dossier: the verbs of its life, each in the transaction of the session it is given.

Citizens: ``submit`` (``filing.create``), ``answer``, ``withdraw``. Officers of the office of a dossier or of one of its
parts (``matters.py``): ``accept``,
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
from portal.catalogue.service import PublishedCatalogue
from portal.dossiers import answering
from portal.dossiers.appointments import resume, set_appointment
from portal.dossiers.asking import ask, checked_items, usual_deadline, usual_silence
from portal.dossiers.billing import AT_ACCEPTANCE, AT_RESULT, Billing
from portal.dossiers.finding import lock_matter, own_dossier, queue
from portal.dossiers.matters import Matter, matter_of
from portal.dossiers.outcomes import outcome, received, result_title
from portal.dossiers.parts import definition_of, pass_on
from portal.dossiers.records import PORTAL_ACTOR, Actor, Records, office_actor
from portal.dossiers.schemas import AnswerInput
from portal.dossiers.tables import DossierRow, RequestRow
from portal.identity.signed_in import SignedIn
from portal.payments.service import cancel_bills
from portal.problems import Problem, conflict, not_found
from portal.slips.signing import Signer

Text = dict[str, str]


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

    @cached_property
    def billing(self) -> Billing:
        """Return the writer of bills."""
        return Billing(self.catalogue, self.records, self.random)

    def queue(
        self, session: Session, officer: SignedIn, *, status: int | None = None, limit: int = 200
    ) -> list[Matter]:
        """Return what the officer's office has to do or did, the one that waits longest first."""
        return queue(session, officer, status=status, limit=limit)

    # The office

    def accept(self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime) -> DossierRow:
        """Accept a complete dossier: the clock starts, the slip has the result date, fees become bills."""
        matter = lock_matter(session, dossier_id, officer)
        dossier, standing = matter.dossier, matter.standing
        if standing.accepted_at is not None:
            raise conflict("Hồ sơ này đã được tiếp nhận.", "This application is already accepted.")
        self._end_requests(matter, now)
        self.records.move(matter, 2, now)
        standing.accepted_at, standing.status_before, standing.paused_at = now, None, None
        actor, is_first = office_actor(matter, officer.subject), matter.part is None or dossier.accepted_at is None
        set_appointment(self.catalogue, matter, now)
        self.records.note(matter, "accepted", actor, now=now)
        self.records.issue(matter, "acceptance_slip", now=now, facts=received(self.catalogue, matter))
        if is_first:
            self.billing.bill_fees(session, matter, AT_ACCEPTANCE, actor=actor, now=now)
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
        deadline; ``on_silence="closed"`` when missing it closes the dossier. Where the law sets the time
        (``Procedure.supplement``) both follow from it.
        """
        matter = lock_matter(session, dossier_id, officer)
        slip_due = due_at or usual_deadline(self.catalogue, matter.dossier, now)
        silence = on_silence if due_at is not None else usual_silence(self.catalogue, matter.dossier)
        asked = checked_items(session, self.catalogue, matter.dossier, items)
        ask(matter, self.records, officer, items=asked, note=note, due_at=slip_due, on_silence=silence, now=now)
        return matter.dossier

    def refuse(self, session: Session, dossier_id: str, *, officer: SignedIn, reason: str, now: datetime) -> DossierRow:
        """Not accept a dossier, with the reason (status 3, final)."""
        matter = lock_matter(session, dossier_id, officer)
        _need_reason(reason)
        self.records.move(matter, 3, now)
        matter.standing.finished_at = now if matter.part is not None else None
        self._end_requests(matter, now)
        actor = office_actor(matter, officer.subject)
        self.records.note(matter, "not_accepted", actor, now=now, note=reason)
        self.records.issue(matter, "not_accepted", now=now, facts={"reason": reason})
        self._go_on(session, matter, actor=actor, now=now)
        return matter.dossier

    def start(self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime) -> DossierRow:
        """Begin processing an accepted dossier (status 4)."""
        matter = lock_matter(session, dossier_id, officer)
        if matter.standing.status != 2:
            raise conflict("Chỉ xử lý hồ sơ đã tiếp nhận.", "Only an accepted application can be processed.")
        self.records.move(matter, 4, now)
        self.records.note(matter, "processing", office_actor(matter, officer.subject), now=now)
        return matter.dossier

    def send_proof(
        self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime, note: str = ""
    ) -> DossierRow:
        """Send the draft result for the applicant to check; no answer in time counts as agreement."""
        matter = lock_matter(session, dossier_id, officer)
        if matter.standing.status == 2:
            self.records.move(matter, 4, now)
            self.records.note(matter, "processing", office_actor(matter, officer.subject), now=now)
        if matter.standing.status != 4 or matter.open_requests("proof"):
            raise conflict(
                "Chỉ gửi bản nháp khi đang xử lý và chưa có bản nháp nào chờ trả lời.",
                "A draft can be sent while the application is processed and no other draft waits.",
            )
        definition = definition_of(self.catalogue, matter)
        proof = (definition.proof if definition else None) or Proof()
        facts = outcome(self.catalogue, matter, note)
        draft = self.records.issue(
            matter, "proof", now=now, facts=facts, title=result_title(self.catalogue, matter, "proof")
        )
        self.records.open_request(
            matter,
            "proof",
            now=now,
            due_at=now + timedelta(days=proof.days),
            on_silence=proof.on_silence,
            note=note,
            document_id=draft.id,
        )
        self.records.note(matter, "proof_sent", office_actor(matter, officer.subject), now=now, note=note)
        return matter.dossier

    def request_payment(
        self, session: Session, dossier_id: str, *, officer: SignedIn, title: Text, amount_vnd: int, now: datetime
    ) -> DossierRow:
        """Bill a fee besides those billed at acceptance."""
        matter = lock_matter(session, dossier_id, officer)
        if matter.standing.status not in (2, 4, 5, 6):
            raise conflict("Chỉ thu phí hồ sơ đã tiếp nhận.", "Only an accepted application can be billed.")
        if not 1 <= amount_vnd <= 10**12:
            raise Problem("invalid-request", {"vi": "Số tiền không hợp lệ.", "en": "The amount is not valid."})
        actor = office_actor(matter, officer.subject)
        self.billing.bill(session, matter, title, amount_vnd, actor=actor, now=now)
        return matter.dossier

    def return_result(
        self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime, note: str = ""
    ) -> DossierRow:
        """Finish the dossier and return the signed sample result (9, then 10)."""
        matter = lock_matter(session, dossier_id, officer)
        actor = office_actor(matter, officer.subject)
        if matter.open_requests("proof"):
            raise conflict("Người nộp chưa trả lời bản nháp.", "The applicant has not answered the draft yet.")
        if matter.standing.status not in (2, 4):
            raise conflict("Chỉ trả kết quả hồ sơ đang xử lý.", "Only an application in process can get its result.")
        dossier, standing = matter.dossier, matter.standing
        self.records.move(matter, 9, now)
        standing.finished_at = now
        self.records.note(matter, "finished", actor, now=now)
        title = result_title(self.catalogue, matter, "result")
        self.records.issue(matter, "result", now=now, facts=outcome(self.catalogue, matter, note), title=title)
        self.records.move(matter, 10, now)
        standing.returned_at = now
        self.records.note(matter, "returned", actor, now=now, note=note)
        self._go_on(session, matter, actor=actor, now=now)
        return dossier

    def close(self, session: Session, dossier_id: str, *, officer: SignedIn, reason: str, now: datetime) -> DossierRow:
        """Stop an accepted dossier without a result (status 8)."""
        matter = lock_matter(session, dossier_id, officer)
        _need_reason(reason)
        self._close(session, matter, "closed", office_actor(matter, officer.subject), reason=reason, now=now)
        return matter.dossier

    def confirm_withdrawal(self, session: Session, dossier_id: str, *, officer: SignedIn, now: datetime) -> DossierRow:
        """Let the applicant withdraw (7 → 8)."""
        matter = lock_matter(session, dossier_id, officer)
        if matter.standing.status != 7:
            raise conflict("Không có yêu cầu rút hồ sơ.", "There is no request to withdraw.")
        reason = "Người nộp rút hồ sơ." if matter.dossier.language == "vi" else "Withdrawn by the applicant."
        self._close(session, matter, "closed", office_actor(matter, officer.subject), reason=reason, now=now)
        return matter.dossier

    def decline_withdrawal(
        self, session: Session, dossier_id: str, *, officer: SignedIn, reason: str, now: datetime
    ) -> DossierRow:
        """Go on with a dossier that was asked to be withdrawn, with the reason."""
        matter = lock_matter(session, dossier_id, officer)
        _need_reason(reason)
        if matter.standing.status != 7:
            raise conflict("Không có yêu cầu rút hồ sơ.", "There is no request to withdraw.")
        self.records.move(matter, matter.standing.status_before or 4, now)
        matter.standing.status_before = None
        self.records.note(matter, "withdrawal_declined", office_actor(matter, officer.subject), now=now, note=reason)
        return matter.dossier

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
        dossier = own_dossier(session, dossier_id, person)
        request = next((request for request in dossier.requests if request.id == request_id), None)
        if request is None:
            raise not_found()
        if request.state != "open" or request.kind not in ("supplement", "proof"):
            raise conflict("Yêu cầu này không còn chờ trả lời.", "This request does not wait for an answer.")
        if request.kind == "proof":
            matter = matter_of(dossier, request.part_id)
            answering.answer_proof(matter, request, given, records=self.records, person=person, now=now)
            return dossier
        form = self.catalogue.find_form(session, dossier.procedure_code, dossier.form_version)
        procedure = self.catalogue.find(dossier.procedure_code)
        if form is None or procedure is None:
            raise Problem("form-version-unknown")
        resume(self.catalogue, self.records, matter_of(dossier, request.part_id), now)
        answering.answer_supplement(
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
        dossier = own_dossier(session, dossier_id, person)
        answering.withdraw(dossier, self.records, person=person, reason=reason, now=now)
        return dossier

    # Time and money

    def lapse(self, session: Session, now: datetime) -> list[str]:
        """Let silence count where it does; return the ids of the dossiers this changed."""
        due = select(RequestRow).where(
            RequestRow.state == "open", RequestRow.on_silence.is_not(None), RequestRow.due_at <= now
        )
        changed = []
        for request in session.execute(due.limit(200).with_for_update()).scalars():
            if request.state != "open":  # ended with its dossier a moment ago
                continue
            dossier = session.get_one(DossierRow, request.dossier_id, with_for_update=True)
            request.state, request.answered_at = "lapsed", now
            matter = matter_of(dossier, request.part_id)
            if request.kind == "proof" and request.on_silence == "agreed":
                self.records.note(matter, "proof_lapsed", PORTAL_ACTOR, now=now)
            else:
                self._close(session, matter, "supplement_lapsed", PORTAL_ACTOR, reason=request.note, now=now)
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
        self.records.note(matter_of(dossier, request.part_id), "paid", PORTAL_ACTOR, now=now)

    # Parts of the verbs

    def _close(self, session: Session, matter: Matter, kind: str, actor: Actor, *, reason: str, now: datetime) -> None:
        dossier = matter.dossier
        self.records.move(matter, 8, now)
        matter.standing.finished_at = now
        bills = [request.bill_id for request in matter.open_requests("payment") if request.bill_id]
        self._end_requests(matter, now)
        cancel_bills(session, dossier.id, only=bills if matter.part is not None else None, now=now)
        self.records.note(matter, kind, actor, now=now, note=reason)
        self.records.issue(matter, "closed", now=now, facts={"reason": reason})
        self._go_on(session, matter, actor=actor, now=now)

    def _go_on(self, session: Session, matter: Matter, *, actor: Actor, now: datetime) -> None:
        """After the end of a dossier or a part: other parts begin or end, and a whole that has its result is billed.

        A linked dossier has its result when its last part ends, also without one, if another part gave one.
        """
        pass_on(matter.dossier, self.records, actor=actor, now=now)
        if matter.dossier.returned_at == now:
            self.billing.bill_fees(session, matter, AT_RESULT, actor=actor, now=now)

    @staticmethod
    def _end_requests(matter: Matter, now: datetime) -> None:
        for request in matter.open_requests():
            request.state, request.answered_at = "withdrawn", now


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Problem("invalid-request", {"vi": "Hãy ghi lý do.", "en": "Give the reason."})
