"""What a person agreed to have offered again, as records of the vault."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.earlier.model import EarlierAnswer
from app.vault.model import Put

TABLE: Final = "earlier"


@dataclass(frozen=True, slots=True)
class Kept:
    """One person's: ``consent`` None as long as nobody asked; ``seen`` are the drafts that were learned from."""

    id: str
    owner: str
    consent: bool | None = None
    answers: tuple[EarlierAnswer, ...] = ()
    seen: frozenset[str] = frozenset()


def put_kept(kept: Kept) -> Put:
    """Return the write that stores what is kept of one person; without consent there are no answers in it."""
    answers = [
        {"key": one.key, "kind": one.kind, "value": one.value, "procedure": dict(one.procedure), "on": one.given_on}
        for one in kept.answers
    ]
    record = {"owner": kept.owner, "consent": kept.consent, "answers": answers, "seen": sorted(kept.seen)}
    return Put(TABLE, kept.id, record)


def decode_kept(id_: str, record: Mapping[str, Any]) -> Kept:
    """Return what a record holds."""
    answers = tuple(
        EarlierAnswer(one["key"], one["kind"], one["value"], one["procedure"], one["on"]) for one in record["answers"]
    )
    return Kept(id_, record["owner"], record["consent"], answers, frozenset(record["seen"]))
