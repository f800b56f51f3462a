"""Addresses outside the app: only those of ordinary web pages, and the public one of a procedure."""

from typing import Final
from urllib.parse import quote, urlsplit

PUBLIC_PAGE: Final = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc={code}"
"""The page of a procedure on the national public service portal: the only public address that follows from the code.

The pages of the newer portal are named by ids that the code does not tell (domain facts, A: detail URL). Our own
addresses are of no use to others: a loopback address leads to the reader's own machine.
"""


def public_address(code: str) -> str:
    """Return the address under which anybody finds the procedure."""
    return PUBLIC_PAGE.format(code=quote(code, safe="."))


def web_host(address: str | None) -> str:
    """Return the host of an ordinary ``https`` page, empty for anything else (``javascript:``, ``data:`` ...)."""
    try:
        parts = urlsplit(address or "")
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_plain = parts.scheme == "https" and "." in host and host.isascii() and not (parts.username or parts.password)
    return host if is_plain else ""
