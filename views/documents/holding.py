"""Where a paper is collected, a draft or an answer to a request, as the pages about one paper see it."""

from dataclasses import dataclass
from typing import Protocol

import flet as ft

from api_client.models import Dossier, Request
from app.catalogue.service import CatalogueService
from app.documents.holders import Holders, answer_id
from app.drafts.errors import DraftLockedError
from app.drafts.service import Drafts
from app.i18n import Translator
from app.tracking.service import Tracking
from forms.procedure import Paper, Procedure, Text
from views.design import Link, Notice, Screen
from views.forms.closed import absent_draft, locked_draft
from views.forms.journey import papers_route
from views.forms.opening import open_form
from views.forms.state import Absent, Locked
from views.shared.navigation import request_route, to
from views.shared.services import Services


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """A paper that takes files now."""

    paper: Paper
    procedure_name: Text


class Holding(Protocol):
    """What a paper belongs to."""

    @property
    def holder_id(self) -> str:
        """The id of what holds its files."""

    @property
    def route(self) -> str:
        """The address of the page on which its papers are collected."""

    async def open(self, paper_id: str) -> OpenPaper | Absent | Locked:
        """Return the paper, or why it takes no files."""

    def closed(self, state: Absent | Locked, t: Translator) -> ft.View:
        """Return the page that stands instead of a paper that takes no files."""


@dataclass(frozen=True, slots=True)
class DraftHolding:
    """A draft."""

    holder_id: str
    drafts: Drafts
    catalogue: CatalogueService

    @property
    def route(self) -> str:
        """The page of the draft's papers."""
        return papers_route(self.holder_id)

    async def open(self, paper_id: str) -> OpenPaper | Absent | Locked:
        """Return a paper of the draft's procedure, see ``Holding``."""
        draft = self.drafts.find(self.holder_id)
        opened = await open_form(draft, drafts=self.drafts, catalogue=self.catalogue) if draft else None
        papers = opened.procedure.papers if opened is not None else ()
        paper = next((one for one in papers if one.id == paper_id), None)
        if draft is None or opened is None or paper is None:
            return Absent(draft.procedure_code if draft else None)
        if not draft.is_open:
            return Locked(draft.dossier_id)
        return OpenPaper(paper, opened.procedure.name)

    def closed(self, state: Absent | Locked, t: Translator) -> ft.View:
        """Return what is said of a draft that is not here, or on its way."""
        if isinstance(state, Absent):
            return absent_draft(t, state.procedure_code)
        return locked_draft(state.dossier_id, t)


@dataclass(frozen=True, slots=True)
class AnswerHolding:
    """An answer to a request."""

    dossier_id: str
    request_id: str
    holders: Holders
    tracking: Tracking
    catalogue: CatalogueService

    @property
    def holder_id(self) -> str:
        """The id of the answer."""
        return answer_id(self.dossier_id, self.request_id)

    @property
    def route(self) -> str:
        """The page of the request."""
        return request_route(self.dossier_id, self.request_id)

    async def open(self, paper_id: str) -> OpenPaper | Absent | Locked:
        """Return a paper that the office asked for, see ``Holding``."""
        tracked = self.tracking.find(self.dossier_id)
        request = find_request(tracked.dossier, self.request_id) if tracked is not None else None
        if tracked is None or request is None or all(item.paper_id != paper_id for item in request.items):
            return Absent()
        try:
            self.holders.of(self.holder_id).files()
        except DraftLockedError:
            return Locked(self.dossier_id)
        procedure = self.catalogue.find(tracked.dossier.procedure_code)
        return OpenPaper(asked_paper(paper_id, procedure), tracked.dossier.procedure_name)

    def closed(self, _state: Absent | Locked, t: Translator) -> ft.View:
        """Return the way to the request's page, which says how it stands."""
        words = t("The page of what the office asks says how it stands.")
        link = Link(t("See what the office asks"), to(self.route))
        notice = Notice("info", t("This paper takes no files now"), words, link, announced=True)
        return Screen(t("What the office asks"), [notice], back=self.route, active="applications")


def holding_of(services: Services, *, draft_id: str, dossier_id: str, request_id: str) -> Holding:
    """Return what an address names: a draft, or else a request of a dossier."""
    if draft_id:
        return DraftHolding(draft_id, services.drafts, services.catalogue)
    return AnswerHolding(dossier_id, request_id, services.holders, services.tracking, services.catalogue)


def find_request(dossier: Dossier, request_id: str) -> Request | None:
    """Return a request of a dossier."""
    return next((request for request in dossier.requests if request.id == request_id), None)


def asked_paper(paper_id: str, procedure: Procedure | None) -> Paper:
    """Return a paper that an office asked for, also one that the procedure of today does not know."""
    papers = procedure.papers if procedure is not None else ()
    unknown: Text = {"vi": "Giấy tờ được yêu cầu", "en": "The paper asked for"}
    return next((paper for paper in papers if paper.id == paper_id), Paper(id=paper_id, title=unknown))


def pages_route(holding: Holding, paper_id: str) -> str:
    """Return the address of the pages of one paper."""
    return _paper_route(holding, paper_id, "pages")


def box_route(holding: Holding, paper_id: str) -> str:
    """Return the address of the papers kept on this device, to take one for this paper."""
    return _paper_route(holding, paper_id, "box")


def bring_route(holding: Holding, paper_id: str) -> str:
    """Return the address where a terminal takes a paper from a phone or a stick."""
    return _paper_route(holding, paper_id, "bring")


def _paper_route(holding: Holding, paper_id: str, about: str) -> str:
    return f"{holding.route.removesuffix('/papers')}/papers/{paper_id}/{about}"
