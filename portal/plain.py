"""Input that every database and every JSON writer takes: no lone surrogates, NUL, NaN, or bottomless nesting."""

import math
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

DEEPEST = 24
LARGEST_NUMBER = 10**15


class Input(BaseModel):
    """Base of every JSON body; unknown members are ignored, so that a newer client can still file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _is_plain(cls, value: Any) -> Any:
        if not is_plain(value):
            raise ValueError("not plain JSON")
        return value


def is_plain(value: Any, depth: int = 0) -> bool:
    """Return whether a JSON value can be stored and shown."""
    if depth > DEEPEST:
        return False
    match value:
        case str():
            return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
        case bool() | None:
            return True
        case int():
            return abs(value) <= LARGEST_NUMBER
        case float():
            return math.isfinite(value) and abs(value) <= LARGEST_NUMBER
        case dict():
            return all(is_plain(key, depth + 1) and is_plain(item, depth + 1) for key, item in value.items())
        case list() | tuple():
            return all(is_plain(item, depth + 1) for item in value)
        case _:
            return True
