"""Who sent a dossier, in words: the applicant, or somebody for them."""

from collections.abc import Mapping

APPLICANT = {"vi": "Người nộp", "en": "Applicant"}
SENDERS: Mapping[str, dict[str, str]] = {
    "assisted": {"vi": "Người hỗ trợ nộp", "en": "Sent with the help of"},
    "authorised": {"vi": "Người nộp theo ủy quyền", "en": "Sent with authorisation by"},
}
"""By the subject of the dossier: whose account it was is then not the applicant's."""


def sender_label(subject: str) -> dict[str, str]:
    """Return what to call the holder of the account that sent a dossier."""
    return SENDERS.get(subject, APPLICANT)
