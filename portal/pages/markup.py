"""Markup that cannot forget to escape: text is escaped, only ``Markup`` is not."""

from html import escape
from typing import Any

_VOID = frozenset({"input", "meta", "link", "br", "hr", "img"})


class Markup(str):
    """Finished HTML."""

    __slots__ = ()


def text(value: str | int | None) -> Markup:
    """Return the value as HTML: escaped, unless it is markup already."""
    if value is None:
        return Markup("")
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def join(*children: str | int | None) -> Markup:
    """Return the children one after the other."""
    return Markup("".join(text(child) for child in children))


def tag(name: str, /, *children: str | int | None, **attributes: Any) -> Markup:
    """Return an element.

    Attributes: ``class_`` and ``for_`` lose their underscore, inner underscores become hyphens (``aria_label``), True
    gives a bare attribute, False and None leave it out.
    """
    opening = name + "".join(
        _attribute(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup(f"<{opening}>" if name in _VOID else f"<{opening}>{join(*children)}</{name}>")


def _attribute(name: str, value: object) -> str:
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
