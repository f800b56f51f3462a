"""From a storage URL to the storage: ``file:///folder`` or ``s3://bucket/prefix?endpoint=https://...``."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from portal.settings import SettingsError
from portal.storage.model import Storage


def open_storage(url: str) -> Storage:
    """Return the storage of a URL.

    Raises:
        SettingsError: for any other kind of URL, or one that does not say enough.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        from portal.storage.s3 import open_s3  # only a portal that uses it loads the object store's library

        return open_s3(url)
    if parts.scheme != "file":
        raise SettingsError(
            f"Storage URLs of the kind {parts.scheme or url!r} are not supported; use file:///folder or s3://bucket."
        )
    from portal.storage.folder import FolderStorage

    return FolderStorage(Path(url2pathname(parts.path) if os.name == "nt" else unquote(parts.path)))
