"""The form each draft was started with, kept beside it, and the newer one that it may be taken over into."""

import asyncio
from collections.abc import Callable
from datetime import date

from app.drafts.adoption import Adoption, FormOf
from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.store import FORMS, form_id, put_procedure
from app.vault.model import Write
from app.vault.vault import Vault
from forms.procedure import Procedure


class PinnedForms:
    """Procedures as they were when a draft was started."""

    def __init__(
        self,
        vault: Vault,
        *,
        procedures: Callable[[str], Procedure | None],
        catalogue_on: Callable[[], date | None],
        form_of: FormOf,
    ) -> None:
        self._vault = vault
        self._procedures = procedures
        self.catalogue_on = catalogue_on
        self._form_of = form_of
        self._pinned: dict[str, Procedure] = {}

    def hold(self, procedure: Procedure, *, form_version: str) -> None:
        """Keep in memory what a transaction has pinned."""
        self._pinned[form_id(procedure.code, form_version)] = procedure

    async def pinning(self, draft: Draft, procedure: Procedure) -> list[Write]:
        """Return the writes that pin a form which came with a draft; none where this device knows that form itself.

        So a file from elsewhere never changes the form of a draft that is here already.
        """
        try:
            await self.of(draft)
        except DraftNotFoundError:
            return [put_procedure(procedure, form_version=draft.form_version)]
        return []

    async def of(self, draft: Draft) -> Procedure:
        """Return the procedure as it was when the draft was started, with its form and papers.

        Raises:
            DraftNotFoundError: its form is gone from device and catalogue.
        """
        pin = form_id(draft.procedure_code, draft.form_version)
        if pin not in self._pinned:
            self._pinned[pin] = await self._load(draft, pin)
        return self._pinned[pin]

    async def adoption(self, draft: Draft) -> Adoption | None:
        """Return how the draft is taken over into today's form; None when that is not a newer one, or unusable.

        Raises:
            DraftNotFoundError: its form is gone from device and catalogue.
        """
        from forms.flow import BrokenFormError  # the form language comes with the first form, not with the start

        newer = self._procedures(draft.procedure_code)
        if draft.is_locked or newer is None or newer.form is None or newer.form.version == draft.form_version:
            return None
        if self._is_older_than(draft):
            return None
        pinned = await self.of(draft)
        try:
            return await asyncio.to_thread(Adoption, pinned, newer, self._form_of)
        except BrokenFormError:
            return None

    def _is_older_than(self, draft: Draft) -> bool:
        """Tell whether today's catalogue is older than the one the draft began with: it came from another device.

        Versions of forms are digests of what they say and have no order; catalogues have a date.
        """
        today = self.catalogue_on()
        return draft.form_on is not None and today is not None and today < draft.form_on

    async def _load(self, draft: Draft, pin: str) -> Procedure:
        record = await self._vault.get(FORMS, pin)
        if record is not None:
            return Procedure.model_validate(record)
        current = self._procedures(draft.procedure_code)
        if current is None or current.form is None or current.form.version != draft.form_version:
            raise DraftNotFoundError(pin)
        return current
