"""What a dossier costs, as bills: those of the catalogue when their time has come, and those an officer adds."""

import random as randomness
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forms.tailoring import fees
from portal.catalogue.service import PublishedCatalogue
from portal.clock import local_date
from portal.dossiers.matters import Matter
from portal.dossiers.records import Actor, Records
from portal.payments.service import issue_bill

Text = dict[str, str]

AT_ACCEPTANCE = ("before_submit", "at_acceptance")
"""Fees billed when the dossier is accepted; there is no bill before a dossier exists."""
AT_RESULT = ("at_result",)


@dataclass(frozen=True)
class Billing:
    """Issues bills and asks the citizen to pay them."""

    catalogue: PublishedCatalogue
    records: Records
    random: randomness.Random

    def bill_fees(self, session: Session, matter: Matter, when: Sequence[str], *, actor: Actor, now: datetime) -> None:
        """Bill the dossier's fees that are due now; of a linked dossier the office billing them is the part's."""
        dossier = matter.dossier
        procedure, filed_on = self.catalogue.find(dossier.procedure_code), local_date(dossier.submitted_at)
        for due in fees(procedure, dossier.answers, today=filed_on) if procedure else ():
            if due.fee.due in when and due.amount_vnd:
                self.bill(session, matter, due.fee.title, due.amount_vnd, actor=actor, now=now)

    def bill(
        self, session: Session, matter: Matter, title: Text, amount_vnd: int, *, actor: Actor, now: datetime
    ) -> None:
        """Issue one bill."""
        dossier = matter.dossier
        count = sum(1 for request in dossier.requests if request.kind == "payment") + 1
        bill = issue_bill(
            session,
            owner=dossier.owner,
            reference=dossier.code if count == 1 else f"{dossier.code}-{count}",
            title=title,
            amount_vnd=amount_vnd,
            payee=matter.office.name,
            now=now,
            random=self.random,
            dossier_id=dossier.id,
            office_id=matter.standing.office_id,
        )
        self.records.open_request(matter, "payment", now=now, bill_id=bill.id)
        self.records.note(matter, "payment_requested", actor, now=now)
