"""Tells who sets a fee that a page names no amount of: the province, a regulation by its number, the law in general.

Only where the page says nothing else: a cell with an amount, an amount in the words, or a regulation that is named for
a waiver, for copies or for the way of paying is no answer to "who sets it".
"""

import re
from typing import Final

from forms.procedure import FeeSetter
from portal.catalogue.importing import legal
from portal.catalogue.importing.ways import Row
from portal.catalogue.importing.wording import NOTHING_SAID, plain

FREE: Final = "Miễn phí"
"""What the source puts into the cell when nobody entered an amount."""
TARIFF: Final = re.compile(r"các loại phí|biểu mức thu|biểu phí", re.IGNORECASE)
_BY_PROVINCE: Final = re.compile(
    r"(?:hội đồng nhân dân|hđnd|ủy ban nhân dân|uỷ ban nhân dân|ubnd)[^.;]{0,60}\btỉnh|chính quyền địa phương",
    re.IGNORECASE,
)
_BY_LAW: Final = re.compile(
    r"theo (?:quy định (?:của|tại) )?(?:luật phí|(?:quy định )?pháp luật về (?:phí|giá)|"
    r"thông tư của bộ|bộ trưởng|bộ tài chính)",
    re.IGNORECASE,
)
_MONEY_SEEN: Final = re.compile(r"\d\s?(?:đồng|đ\b|vnđ|usd|eur|%)|\d{5}|[.,]000", re.IGNORECASE)
_SOMETHING_ELSE: Final = re.compile(
    r"miễn\s*(?:phí|lệ phí)|nếu có yêu cầu|chi phí khác|phương thức (?:thanh toán|nộp)", re.IGNORECASE
)
"""A regulation named beside these does not say what this service costs."""


def set_by(row: Row) -> FeeSetter | None:
    """Return who sets the fee of a row whose words name no amount; None when they do not say."""
    if row.fee not in (FREE, NOTHING_SAID):
        return None
    said = plain(row.fee_note, longest=6_000) or _of_description(row)
    if _MONEY_SEEN.search(said):
        return None
    if _BY_PROVINCE.search(said):
        return FeeSetter(kind="province")
    documents = legal.numbers(f" {said} ")
    if documents and not _SOMETHING_ELSE.search(said):
        return FeeSetter(kind="regulation", documents=documents)
    return FeeSetter(kind="law") if not documents and _BY_LAW.search(said) else None


def of_all(setters: list[FeeSetter | None]) -> FeeSetter | None:
    """Return who sets the fee of a procedure, of whose rows these are; None where they disagree or one does not say.

    Where rows name a province and regulations, the province decides within them.
    """
    told = [one for one in setters if one is not None]
    if not told or len(told) < len(setters):
        return None
    for kind in ("province", "regulation"):
        if of_kind := [one for one in told if one.kind == kind]:
            return of_kind[0].model_copy(
                update={"documents": tuple(dict.fromkeys(number for one in of_kind for number in one.documents))}
            )
    return told[0]


def _of_description(row: Row) -> str:
    return plain(row.description, longest=6_000) if TARIFF.search(row.description) else ""
