"""The sample offices: obviously invented, prefix X00. The reference portal files everything with them."""

from dataclasses import dataclass

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """An office that receives dossiers or parts of them."""

    id: str
    name: Text
    address: Text


_COMMUNE = SampleOffice(
    "X00.01",
    {
        "vi": "Bộ phận Một cửa – UBND xã Mẫu (cơ quan mẫu)",
        "en": "One-stop counter – People's Committee of Mẫu commune (sample office)",
    },
    {"vi": "Số 1 đường Mẫu, xã Mẫu", "en": "1 Mẫu street, Mẫu commune"},
)
_BY_KIND = {
    "commune": _COMMUNE,
    "commune_police": SampleOffice(
        "X00.03",
        {"vi": "Công an xã Mẫu (cơ quan mẫu)", "en": "Police of Mẫu commune (sample office)"},
        {"vi": "Số 3 đường Mẫu, xã Mẫu", "en": "3 Mẫu street, Mẫu commune"},
    ),
    "social_insurance": SampleOffice(
        "X00.04",
        {"vi": "Bảo hiểm xã hội cơ sở Mẫu (cơ quan mẫu)", "en": "Mẫu social insurance office (sample office)"},
        {"vi": "Số 4 đường Mẫu, xã Mẫu", "en": "4 Mẫu street, Mẫu commune"},
    ),
}
_BY_ID = {office.id: office for office in _BY_KIND.values()}

OFFICE_IDS = tuple(_BY_ID)
KINDS = frozenset(_BY_KIND)


def office_of_kind(kind: str) -> SampleOffice:
    """Return the office that does this kind of work (``LinkedPart.office``); the commune for a kind nobody knows."""
    return _BY_KIND.get(kind, _COMMUNE)


def office_by_id(office_id: str) -> SampleOffice:
    """Return an office by its id; the commune for one that is no sample office."""
    return _BY_ID.get(office_id, _COMMUNE)
