"""Why something waits, in words, for every reason there is."""

from dataclasses import replace

import pytest

from app.i18n import Formats, Translator
from app.outbox.model import Parcel, ParcelState, Reason
from tests.views.dossier_samples import NOW
from views.applications.words import reason_words, tries_words

PARCEL = Parcel(
    id="p",
    kind="submission",
    owner="o",
    title="Đăng ký khai sinh",
    draft_id="d",
    dossier_id=None,
    request_id=None,
    payload="{}",
    payload_sha256="",
    files=(),
    state=ParcelState.QUEUED,
    queued_at=NOW,
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_says_why_and_what_helps(language: str) -> None:
    t = Translator(language)
    said = {reason_words(replace(PARCEL, reason=reason), t) for reason in Reason}
    assert len(said) == len(Reason)
    assert all(why and helps for why, helps in said)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unknown_outcome_is_said_with_why_it_cannot_be_asked_now(language: str) -> None:
    t = Translator(language)
    unknown, asked = reason_words(replace(PARCEL, reason=Reason.OUTCOME_UNKNOWN, outcome_unknown=True), t)
    for reason in (Reason.NOT_THE_PORTAL, Reason.NOT_TRUSTED, Reason.NO_NETWORK, Reason.PORTAL_BUSY):
        why, helps = reason_words(replace(PARCEL, reason=reason), t)
        said, more = reason_words(replace(PARCEL, reason=reason, outcome_unknown=True), t)
        assert said == unknown
        assert all(words in more for words in (asked, why, helps))


def test_when_it_was_and_will_be_tried(project_root: object) -> None:
    waiting = replace(PARCEL, last_try_at=NOW, next_try_at=NOW.replace(minute=55))
    told = dict(tries_words(waiting, Translator("en"), Formats("en")))
    assert told == {
        "Waiting since": "10:51 on 09/11/2026",
        "Last try": "10:51 on 09/11/2026",
        "Next try": "10:55 on 09/11/2026",
    }


def test_what_needs_the_person_names_no_next_try() -> None:
    stuck = replace(PARCEL, state=ParcelState.NEEDS_ATTENTION, reason=Reason.FILE_REFUSED)
    assert dict(tries_words(stuck, Translator("en"), Formats("en")))["Next try"] == "Not before you have done something"
