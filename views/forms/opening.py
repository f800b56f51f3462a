"""Open a draft together with the procedure and the form version it began with."""

import asyncio
import logging
from dataclasses import dataclass

from app.catalogue.service import CatalogueService
from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from forms.flow import BrokenFormError, Form
from forms.procedure import Procedure

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A procedure as it was when the draft began, and its form."""

    procedure: Procedure
    form: Form


async def open_form(draft: Draft, *, drafts: Drafts, catalogue: CatalogueService) -> OpenForm | None:
    """Return the form of ``draft``; None when it is gone from device and catalogue, or broken."""
    try:
        procedure = await drafts.procedure(draft.id)
    except DraftNotFoundError:
        return None
    if procedure.form is None:
        return None
    places = await asyncio.to_thread(lambda: catalogue.places)  # read at the first use, a quarter of a second
    try:
        form = Form(procedure.form, catalogue.lists, papers=procedure.papers, places=places)
    except BrokenFormError:
        log.exception("the form of %s cannot be shown", procedure.code)
        return None
    return OpenForm(procedure=procedure, form=form)
