"""Where the answer to a control may come from besides the keyboard, as its options say it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from forms.fault import meant

CARD_PARTS: Final = ("full_name", "personal_id", "birth_date", "sex", "nationality", "residence", "issued_on")
"""What the code on an identity card says of its holder."""

KNOWN_VALUES: Final = (
    *("person.full_name", "person.personal_id", "person.birth_date", "person.sex", "person.ethnicity"),
    *("person.nationality", "person.residence", "person.home_town", "person.phone", "person.email"),
    *("business.name", "business.tax_code", "business.address", "business.phone", "business.email"),
    *("insurance.number", "licence.number", "licence.class", "licence.valid_until"),
)
"""What the registers say of the signed-in person, by the names that ``prefill`` takes."""

SUBJECTS: Final = ("self", "child", "assisted", "authorised", "business")
"""For whom an application can be."""

OF_THE_SIGNED_IN: Final = ("self", "child", "business")
"""Applications in which the signed-in person has a part; who helps another or stands in for them has none."""


def is_about_signed_in(options: Mapping[str, Any], subject: str) -> bool:
    """Return whether a control asks about the signed-in person in an application for ``subject``."""
    return subject in options.get("prefill_for", OF_THE_SIGNED_IN)


def faults_of_sources(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with ``prefill``, ``scan``, ``prefill_for`` and ``remember`` of one control."""
    prefill = options.get("prefill", KNOWN_VALUES[0])
    if prefill not in KNOWN_VALUES:
        yield f"no register has {prefill!r}{meant(str(prefill), KNOWN_VALUES)}"
    scan = options.get("scan", False)
    if scan is not False and (not isinstance(scan, str) or scan.rpartition(".")[2] not in CARD_PARTS):
        yield f"scan is PERSON.PART, where PART is one of {', '.join(CARD_PARTS)}; or false"
    subjects = options.get("prefill_for", [])
    if not isinstance(subjects, list) or set(map(str, subjects)) - set(SUBJECTS):
        yield f"prefill_for is a list of {', '.join(SUBJECTS)}"
    if not isinstance(options.get("remember", False), str) and options.get("remember", False) is not False:
        yield "remember is a name like person.phone; or false"
