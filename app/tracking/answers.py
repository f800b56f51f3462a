"""How it stands with one's answer to something an office asked for."""

from collections.abc import Callable

from app.documents.holders import AnswerStanding
from app.outbox.service import Outbox
from app.tracking.service import Tracking


def answer_standing(tracking: Tracking, outbox: Outbox) -> Callable[[str], AnswerStanding]:
    """Return what tells by ``answer_id`` how it stands: being made, waiting to be sent, or no longer asked for."""

    def standing(answer_id: str) -> AnswerStanding:
        dossier_id, _, request_id = answer_id.partition("/")
        if tracking.is_settled(dossier_id, request_id):
            return "over"
        parcel = outbox.find_answer(dossier_id, request_id)
        return "open" if parcel is None or parcel.may_be_replaced else "on_its_way"

    return standing
