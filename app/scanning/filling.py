"""Which fields of a step an identity card fills, and with what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from forms.answer_sources import CARD_PARTS
from forms.card_address import CardAddress
from forms.flow import Field
from forms.id_card import IdCard

SOURCE: Final = "id_card"
HOLDER: Final = "holder"


@dataclass(frozen=True, slots=True)
class CardHolder:
    """A person of whom this step asks what their card says."""

    who: str
    fields: Mapping[str, Field]
    """By what of the card each takes: ``full_name``, ``personal_id``, ``birth_date`` …"""


def card_holders(fields: Sequence[Field]) -> tuple[CardHolder, ...]:
    """Return whose card may be scanned on a step, in the order of its fields.

    A control says it by ``"scan": "mother.full_name"``; one with ``"prefill": "person.full_name"`` is the holder's. A
    person of whom neither name nor number is asked is not worth a scan; ``"scan": false`` says no.
    """
    found: dict[str, dict[str, Field]] = {}
    for field in fields:
        who, part = _taken_from(field)
        if part in CARD_PARTS:
            found.setdefault(who, {}).setdefault(part, field)
    return tuple(CardHolder(who, parts) for who, parts in found.items() if parts.keys() & {"full_name", "personal_id"})


def card_values(card: IdCard, address: CardAddress, holder: CardHolder) -> dict[str, Any]:
    """Return the answers that a card gives, by pointer; a field that cannot take its part is left alone."""
    found = {field.pointer: _value(part, card, address, field) for part, field in holder.fields.items()}
    return {pointer: value for pointer, value in found.items() if value is not None}


def _taken_from(field: Field) -> tuple[str, str]:
    said = field.options.get("scan")
    if isinstance(said, str):
        who, _, part = said.rpartition(".")
        return who or HOLDER, part
    known = field.prefill or ""
    return HOLDER, known.removeprefix("person.") if known.startswith("person.") and said is None else ""


def _value(part: str, card: IdCard, address: CardAddress, field: Field) -> Any:
    match part:
        case "full_name":
            return card.full_name or None
        case "personal_id":
            return card.number
        case "birth_date":
            return card.birth_date if field.kind == "partial_date" or len(card.birth_date) == 10 else None
        case "sex":
            return _chosen(card.sex, field)
        case "nationality":
            return _chosen("VN", field)  # only citizens hold this card
        case "residence":
            return _address(address, field)
        case "issued_on":
            return card.issued_on or None
    return None


def _chosen(value: str, field: Field) -> str | None:
    return value if value in {choice.value for choice in field.choices} else None


def _address(address: CardAddress, field: Field) -> dict[str, str] | None:
    """Return what is known of the address; None without a province."""
    if field.kind != "address" or not address.province:
        return None
    parts = {"province": address.province, "commune": address.commune}
    if field.options.get("detail"):
        parts["detail"] = address.detail
    return {name: part for name, part in parts.items() if part}
