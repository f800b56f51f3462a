"""Publishes the contents that came with this portal: their forms, and the procedures where they are new."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.procedure import Procedure
from portal.catalogue.publishing import needs_content, publish_content
from portal.catalogue.tables import ProcedureVersion, PublishedForm
from portal.clock import local_date
from portal.deps import Deps


def prepare(deps: Deps, session: Session) -> None:
    """Keep every form version of the present contents; what was published before stays."""
    if needs_content(session, deps.catalogue.catalogue):
        publish_content(session, deps.catalogue.raw, now=deps.now())
    _hold_back(deps, session)
    for procedure in deps.catalogue.catalogue.procedures:
        form = procedure.form
        if form is None or session.get(PublishedForm, (procedure.code, form.version)) is not None:
            continue
        definition = form.model_dump(mode="json", by_alias=True)
        session.add(
            PublishedForm(
                procedure_code=procedure.code, version=form.version, definition=definition, published_at=deps.now()
            )
        )


def _hold_back(deps: Deps, session: Session) -> None:
    """Let what stood before go on standing, for the procedures whose new version has a day to come."""
    today = local_date(deps.now())
    stored = select(ProcedureVersion.definition).where(
        ProcedureVersion.ended_release.is_(None), ProcedureVersion.valid_from > today
    )
    for definition in session.scalars(stored):
        procedure = Procedure.model_validate_json(definition)
        if procedure.before is not None and deps.catalogue.find(procedure.code) is not None:
            deps.catalogue.hold_back(procedure, lambda: local_date(deps.now()))
