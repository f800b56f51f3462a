"""What a caller of ``Drafts`` must not do."""


class DraftLockedError(Exception):
    """The draft is frozen in a parcel (waiting to be sent, or submitted) and cannot be changed."""


class DraftNotFoundError(LookupError):
    """There is no such draft, or it is somebody else's."""
