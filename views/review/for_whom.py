"""For another person: who must have read the answers before they are submitted."""

import flet as ft

from app.drafts.model import Subject
from app.i18n import Translator
from views.catalogue.for_whom import subject_words
from views.design import Notice
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text


def for_whom(draft_id: str) -> ft.Control:
    """Return what to see to where the application is for another person."""
    return keyed("for-whom", ForAnother, draft_id)


@view
def ForAnother(draft_id: str) -> ft.Control:
    """The notice, or nothing in one's own application."""
    t = use_text()
    draft = use_services().drafts.find(draft_id)
    words = _words(draft.subject, t) if draft is not None else ""
    if draft is None or not words:
        return ft.Container(visible=False)
    return Notice("needs_you", subject_words(draft.subject, t), words, key="for-another")


def _words(subject: Subject, t: Translator) -> str:
    if subject == "assisted":
        return t("Let them read every answer here. Submit only when they agree: it is their application.")
    if subject == "authorised":
        return t("The paper that says you may act for them must be among the papers.")
    return ""
