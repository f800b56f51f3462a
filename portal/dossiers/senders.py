"""Who sent a dossier, in words: the applicant, or somebody for them."""

from collections.abc import Mapping

APPLICANT = {"vi": "Người nộp", "en": "Applicant"}
SENDERS: Mapping[str, dict[str, str]] = {
    "assisted": {"vi": "Người hỗ trợ nộp", "en": "Sent with the help of"},
    "authorised": {"vi": "Người nộp theo ủy quyền", "en": "Sent with authorisation by"},
}
"""By the subject of the dossier: whose account it was is then not the applicant's."""


HELPED_BY = {"vi": "Người hỗ trợ", "en": "Helped by"}
UPDATES_TO = {"vi": "Báo tin đến", "en": "Updates go to"}
HELPERS: Mapping[str, dict[str, str]] = {
    "officer": {"vi": "cán bộ một cửa", "en": "officer"},
    "community_team": {"vi": "tổ công nghệ số cộng đồng", "en": "community digital team"},
    "post_office": {"vi": "nhân viên bưu điện", "en": "post-office clerk"},
    "relative": {"vi": "người thân, người quen", "en": "relative or friend"},
}


def helper_words(help_: Mapping[str, str] | None, language: str) -> str:
    """Return who helped with a dossier: name, what they are, their number; empty where nobody did."""
    if not help_:
        return ""
    kind = HELPERS.get(help_["kind"], {}).get(language, "")
    return ", ".join(word for word in (help_["name"], kind, help_.get("number", "")) if word)


def sender_label(subject: str) -> dict[str, str]:
    """Return what to call the holder of the account that sent a dossier."""
    return SENDERS.get(subject, APPLICANT)
