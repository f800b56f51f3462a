"""Which drafts the signed-in person, or the guest, may see and change; any other is as if it did not exist."""

from collections.abc import Callable

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.keeping import KeptDrafts
from app.drafts.model import Draft


class DraftAccess:
    """The drafts of this device as one person sees them: their own and the guest's."""

    def __init__(self, kept: KeptDrafts, owner: Callable[[], str | None]) -> None:
        self._kept = kept
        self.owner = owner

    def all(self) -> list[Draft]:
        """Return every draft one may see, the recently deleted ones too."""
        owner = self.owner()
        return [draft for draft in self._kept if draft.owner in (None, owner)]

    def find(self, draft_id: str) -> Draft | None:
        """Return a draft that one may see and that is not deleted."""
        draft = self._visible(draft_id)
        return draft if draft is not None and draft.deleted_at is None else None

    def get(self, draft_id: str) -> Draft:
        """Return a draft that one may see and that is not deleted.

        Raises:
            DraftNotFoundError: there is none.
        """
        draft = self.find(draft_id)
        if draft is None:
            raise DraftNotFoundError(draft_id)
        return draft

    def get_open(self, draft_id: str) -> Draft:
        """Return a draft that one may change.

        Raises:
            DraftLockedError: it is frozen in a parcel, or being frozen or deleted just now.
            DraftNotFoundError: there is none.
        """
        draft = self.get(draft_id)
        if self._kept.is_closed(draft):
            raise DraftLockedError(draft_id)
        return draft

    def get_deleted(self, draft_id: str) -> Draft:
        """Return a recently deleted draft.

        Raises:
            DraftNotFoundError: there is none.
        """
        draft = self._visible(draft_id)
        if draft is None or draft.deleted_at is None:
            raise DraftNotFoundError(draft_id)
        return draft

    def _visible(self, draft_id: str) -> Draft | None:
        draft = self._kept.find(draft_id)
        return draft if draft is not None and draft.owner in (None, self.owner()) else None
