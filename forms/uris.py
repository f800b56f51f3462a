"""URIs and IRIs, whole or as references.

Source:
    RFC 3986 (URI: generic syntax, appendix B splits it) and RFC 3987 (the letters of other scripts in an IRI).
"""

import ipaddress
import re

_SPLIT = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*")
_PLAIN = r"a-zA-Z0-9\-._~!$&'()*+,;="
_OTHERS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"
_FUTURE = re.compile(rf"[vV][0-9a-fA-F]+\.[{_PLAIN}:]+")


def _of(letters: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[{letters}]|%[0-9a-fA-F]{{2}})*")


_NAMES = {False: _of(_PLAIN), True: _of(_PLAIN + _OTHERS)}
_USERS = {False: _of(_PLAIN + ":"), True: _of(_PLAIN + _OTHERS + ":")}
_PATHS = {False: _of(_PLAIN + ":@/"), True: _of(_PLAIN + _OTHERS + ":@/")}
_TAILS = {False: _of(_PLAIN + ":@/?"), True: _of(_PLAIN + _OTHERS + "\ue000-\uf8ff\U000f0000-\U0010fffd:@/?")}


def is_uri_reference(text: str, *, is_iri: bool = False) -> bool:
    """Return whether a text is a URI or leads to one from another; as an IRI it may have letters of any script."""
    split = _SPLIT.fullmatch(text)
    if split is None:
        return False
    scheme, authority, path, query, fragment = split.groups()
    if scheme is not None and not _SCHEME.fullmatch(scheme):
        return False
    if scheme is None and authority is None and ":" in path.split("/")[0]:
        return False
    return (
        (authority is None or _is_authority(authority, is_iri=is_iri))
        and _PATHS[is_iri].fullmatch(path) is not None
        and all(_TAILS[is_iri].fullmatch(part) is not None for part in (query, fragment) if part is not None)
    )


def is_uri(text: str, *, is_iri: bool = False) -> bool:
    """Return whether a text is a URI with its scheme."""
    scheme, colon, _rest = text.partition(":")
    return bool(colon) and _SCHEME.fullmatch(scheme) is not None and is_uri_reference(text, is_iri=is_iri)


def _is_authority(authority: str, *, is_iri: bool) -> bool:
    user, _at, place = authority.rpartition("@")
    host, _colon, port = place.rpartition(":") if re.search(r":[^\]]*\Z", place) else (place, "", "")
    return (
        _USERS[is_iri].fullmatch(user) is not None
        and (port == "" or (port.isascii() and port.isdecimal()))
        and _is_host(host, is_iri=is_iri)
    )


def _is_host(host: str, *, is_iri: bool) -> bool:
    if not host.startswith("["):
        return _NAMES[is_iri].fullmatch(host) is not None
    if not host.endswith("]"):
        return False
    inside = host[1:-1]
    if _FUTURE.fullmatch(inside):
        return True
    try:
        ipaddress.IPv6Address(inside)
    except ValueError:
        return False
    return "%" not in inside
