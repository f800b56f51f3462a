"""Answers as nested values, read and changed by JSON Pointer (RFC 6901) without touching the original."""

from collections.abc import Iterable, Mapping
from typing import Any

UNDEFINED: Any = object()
"""What is read where the data has nothing: of no JSON type and equal to nothing."""


def resolve(data: Any, keys: Iterable[str]) -> Any:
    """Return the value under ``keys``, or UNDEFINED."""
    for key in keys:
        if isinstance(data, Mapping) and key in data:
            data = data[key]
        elif isinstance(data, list | tuple) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return UNDEFINED
    return data


def find_answer(answers: Mapping[str, Any], pointer: str) -> Any:
    """Return the value at ``pointer``, None when there is none."""
    value = resolve(answers, keys_of(pointer))
    return None if value is UNDEFINED else value


def with_answer(answers: Mapping[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """Return ``answers`` with ``value`` at ``pointer``; None takes the answer away.

    Objects on the way are made, and lists where the pointer goes on with ``0`` or ``-``. A list takes an existing
    index, the next one, or ``-``, and loses an element with None.

    Raises:
        ValueError: the pointer names no place in these answers.
    """
    tokens = keys_of(pointer)
    if not tokens:
        raise ValueError("a pointer to the whole form is no answer")
    changed = _changed(dict(answers), tokens, value)
    if not isinstance(changed, dict):
        raise ValueError(pointer)
    return changed


def _changed(holder: Any, tokens: tuple[str, ...], value: Any) -> Any:
    token, rest = tokens[0], tokens[1:]
    if holder is None and token in ("0", "-"):
        holder = []
    if isinstance(holder, list | tuple):
        return _changed_list(list(holder), token, rest, value)
    members = dict(holder) if isinstance(holder, Mapping) else {}
    if rest:
        members[token] = _changed(members.get(token), rest, value)
    elif value is None:
        members.pop(token, None)
    else:
        members[token] = value
    return members


def _changed_list(elements: list[Any], token: str, rest: tuple[str, ...], value: Any) -> list[Any]:
    index = len(elements) if token == "-" else int(token) if token.isdecimal() else -1  # noqa: S105 - RFC 6901's token
    if not 0 <= index <= len(elements):
        raise ValueError(token)
    if rest:
        value = _changed(elements[index] if index < len(elements) else None, rest, value)
    if value is None:
        return elements[:index] + elements[index + 1 :]
    return [*elements[:index], value, *elements[index + 1 :]]


def keys_of(pointer: str) -> tuple[str, ...]:
    """Return the names and indexes through which a pointer leads."""
    path = pointer.removeprefix("/")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in path.split("/")) if path else ()


def pointer_of(keys: Iterable[str | int]) -> str:
    """Return the pointer that leads through these names and indexes."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)
