"""Addresses below the portal's own: an id never leads anywhere else, nor does an address that the portal gave."""

from urllib.parse import quote, urlsplit

from api_client.errors import NotThePortal


def path_of(*segments: str) -> str:
    """Return a path of segments, each quoted, so that an id can never lead anywhere else.

    Raises:
        NotThePortal: for an id that no portal would give (empty, ``..``).
    """
    if any(segment in ("", ".", "..") for segment in segments):
        raise NotThePortal("unusable id")
    try:
        return "/" + "/".join(quote(segment, safe="") for segment in segments)
    except UnicodeEncodeError as error:
        raise NotThePortal("unusable id") from error


def same_origin_path(url: str, base_url: str) -> str:
    """Return the path of an address the portal gave, if it is the portal's own.

    Raises:
        NotThePortal: if it leads to another host: no token and no file goes there.
    """
    try:
        target, base = urlsplit(url), urlsplit(base_url)
        own = (base.scheme, base.hostname, base.port)
        is_own = (target.scheme, target.hostname, target.port) == own
    except ValueError as error:
        raise NotThePortal("an unreadable address") from error
    if (target.scheme or target.netloc) and not is_own:
        raise NotThePortal("an address of another host")
    path = target.path
    if not path.startswith("/") or path.startswith("//") or any(part in (".", "..") for part in path.split("/")):
        raise NotThePortal("an unusable address")
    return path
