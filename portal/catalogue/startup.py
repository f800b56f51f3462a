"""Publishes the contents that came with this portal: their forms, and the procedures where they are new."""

from sqlalchemy.orm import Session

from portal.catalogue.publishing import needs_content, publish_content
from portal.catalogue.tables import PublishedForm
from portal.deps import Deps


def prepare(deps: Deps, session: Session) -> None:
    """Keep every form version of the present contents; what was published before stays."""
    if needs_content(session, deps.catalogue.catalogue):
        publish_content(session, deps.catalogue.raw, now=deps.now())
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
