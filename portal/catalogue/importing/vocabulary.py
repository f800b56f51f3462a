"""The source's fixed words in ours: levels, audiences, ministries, codes that were replaced."""

from typing import Final, Literal

from portal.catalogue.importing.wording import plain

LEVELS: Final = {
    "cấp bộ": "ministry",
    "cấp tỉnh": "province",
    "cấp xã": "commune",
    "cơ quan khác": "other",
}
AUDIENCES: Final = {
    "công dân việt nam": "citizen",
    "người việt nam định cư ở nước ngoài": "citizen_abroad",
    "người nước ngoài": "foreigner",
    "người nước ngoài cư trú tại việt nam": "foreigner",
    "doanh nghiệp": "business",
    "doanh nghiệp việt nam": "business",
    "doanh nghiệp có vốn đầu tư nước ngoài": "foreign_business",
    "hợp tác xã": "cooperative",
    "tổ chức (không bao gồm doanh nghiệp, htx)": "organisation",
    "tổ chức đảng": "organisation",
    "tổ chức nước ngoài": "foreign_organisation",
    "cán bộ, công chức, viên chức": "official",
    "đảng viên": "citizen",
}
"""A party member files as a citizen, a party organisation as an organisation."""
MINISTRIES: Final = {
    "bo-tai-chinh": ("Bộ Tài chính", "Ministry of Finance"),
    "bo-nong-nghiep-mt": ("Bộ Nông nghiệp và Môi trường", "Ministry of Agriculture and Environment"),
    "bo-xay-dung": ("Bộ Xây dựng", "Ministry of Construction"),
    "bo-cong-an": ("Bộ Công an", "Ministry of Public Security"),
    "bo-tu-phap": ("Bộ Tư pháp", "Ministry of Justice"),
    "ngan-hang-nha-nuoc": ("Ngân hàng Nhà nước Việt Nam", "State Bank of Vietnam"),
    "toa-an-nhan-dan": ("Tòa án nhân dân", "People's Court"),
}
REPLACED: Final = {
    "2.000986": "3.000722",
    "2.001023": "3.000722",
    "2.002621": "3.000722",
    "2.002622": "2.002913",
}
"""Codes that the source still lists, and what took their place (domain facts A, "Retired codes")."""


def levels(text: str) -> tuple[str, ...]:
    """Return who decides, in the source's order; unknown words are left out."""
    return _known(text, LEVELS)


def audiences(text: str) -> tuple[str, ...]:
    """Return for whom it is, in the source's order; unknown words are left out."""
    return _known(text, AUDIENCES)


def online_level(name: str, channels: tuple[str, ...], *, has_button: bool) -> Literal["full", "part", "info"]:
    """Return how much can be done online, as far as a page tells; never a verified statement.

    Args:
        name: Its official name; some say "trực tuyến toàn trình" or "một phần".
        channels: The ways to file that the page lists.
        has_button: Whether the page has the button for filing online.

    Source:
        Decree 42/2022/NĐ-CP: "toàn trình" needs no presence at all, "một phần" some. A page that takes dossiers in no
        other way than online is taken for the first, one that takes them online as well for the second.
    """
    lowered = name.lower()
    if "toàn trình" in lowered or (channels and set(channels) == {"online"}):
        return "full"
    if "trực tuyến một phần" in lowered or "online" in channels or has_button:
        return "part"
    return "info"


def _known(text: str, words: dict[str, str]) -> tuple[str, ...]:
    """Return the longest known words of a list joined by commas, some of which hold commas themselves."""
    parts = [part.strip().lower() for part in plain(text, longest=4_000).split(",")]
    found: list[str] = []
    while parts:
        length = next((n for n in (3, 2, 1) if ", ".join(parts[:n]) in words and n <= len(parts)), 0)
        if length:
            found.append(words[", ".join(parts[:length])])
        parts = parts[length or 1 :]
    return tuple(dict.fromkeys(found))
