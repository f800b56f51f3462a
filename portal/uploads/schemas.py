"""What the portal says of an upload."""

from pydantic import BaseModel

from portal.uploads.inspection import REFUSALS
from portal.uploads.tables import Upload


class UploadReceipt(BaseModel):
    """The portal's own hash of what it has, and whether it takes the file."""

    id: str
    length: int
    offset: int
    sha256: str | None = None
    state: str
    """``incomplete``, ``checking`` (a virus scanner has not decided yet: ask again), ``verified`` or ``refused``."""
    media_type: str | None = None
    problem: str | None = None
    """Why it is refused, in the reader's language."""
    problem_id: str | None = None


def receipt_of(upload: Upload, language: str) -> UploadReceipt:
    """Return an upload as JSON describes it."""
    return UploadReceipt(
        id=upload.id,
        length=upload.length,
        offset=upload.received,
        sha256=upload.sha256,
        state=upload.state,
        media_type=upload.media_type,
        problem=REFUSALS[upload.problem][language] if upload.problem else None,
        problem_id=upload.problem,
    )
