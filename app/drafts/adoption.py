"""A draft and the newer form of its procedure: what would become of the answers, and the draft that took it over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from app.drafts.answering import not_agreed
from app.drafts.model import Attachment, Draft
from forms.procedure import Procedure

if TYPE_CHECKING:
    from forms.flow import Form
    from forms.versions import Migration

FormOf = Callable[[Procedure], "Form"]
"""Compiles the form of a procedure, with today's lists and places; raises ``BrokenFormError``."""


@dataclass(frozen=True, slots=True)
class NewerForm:
    """Today's form of a draft's procedure, and what taking it over comes to; nothing has changed yet."""

    procedure: Procedure
    migration: "Migration"
    files_without_place: tuple[Attachment, ...] = ()
    """Files of papers that are not asked for any more: they go, and are named before."""


def plain_form(procedure: Procedure) -> "Form":
    """Return the form of a procedure without the catalogue's lists and places: codes stand as they are."""
    from forms.flow import Form

    assert procedure.form is not None
    return Form(procedure.form, {}, procedure.papers)


class Adoption:
    """Takes drafts of one pinned procedure over into the newer one."""

    def __init__(self, pinned: Procedure, newer: Procedure, form_of: FormOf) -> None:
        """Compile both forms; an older one that cannot be used any more does not stand in the way.

        Raises:
            BrokenFormError: the newer form cannot be used.
        """
        from forms.flow import BrokenFormError

        self.procedure = newer
        self._new = form_of(newer)
        try:
            self._old = form_of(pinned)
        except BrokenFormError:
            self._old = self._new

    def migration(self, answers: Mapping[str, Any], *, today: date) -> "Migration":
        """Return what taking over comes to."""
        from forms.versions import migrate

        return migrate(answers, self._old, self._new, today=today)

    def files_without_place(self, draft: Draft) -> tuple[Attachment, ...]:
        """Return the files of papers that the newer version does not ask for."""
        papers = {paper.id for paper in self.procedure.papers}
        return tuple(file for file in draft.attachments if file.paper_id not in papers)

    def adopted(self, draft: Draft, *, today: date, form_on: date | None = None) -> Draft:
        """Return the draft in the newer form; where its kept answers came from is still known.

        What was confirmed is asked again: a tick answers the words of the form that it stood in. Files stay with the
        papers that are still asked for.
        """
        assert self.procedure.form is not None
        migration = self.migration(draft.answers, today=today)
        gone = {dropped.pointer for dropped in migration.dropped}
        without_place = set(self.files_without_place(draft))
        newer = replace(
            draft,
            answers=migration.answers,
            form_version=self.procedure.form.version,
            form_on=form_on,
            confirmations=frozenset(),
            attachments=tuple(file for file in draft.attachments if file not in without_place),
            sources={pointer: source for pointer, source in draft.sources.items() if pointer not in gone},
        )
        return not_agreed(newer)
