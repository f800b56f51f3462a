"""Publishes the forms of the catalogue at every start."""

from sqlalchemy.orm import Session

from portal.catalogue.tables import PublishedForm
from portal.deps import Deps


def prepare(deps: Deps, session: Session) -> None:
    """Keep every form version of the present catalogue; what was published before stays."""
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
