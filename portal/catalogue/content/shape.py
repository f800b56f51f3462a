"""What an entry says that its model does not know, or says in one language only: typing errors, mostly."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from forms.procedure import Logic, Procedure, Text
from portal.catalogue.content.documents import Where
from portal.catalogue.content.lists import LANGUAGES

FILLED = frozenset({"before", "version", "form", "original"})
"""Fields of a procedure that the build or an import fills, never an author."""
_MARKUP = re.compile(r"<[a-z/!]|&[a-z]+;|\]\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of an entry: a text, a rule, a plain string, words by language, or a field nobody knows."""

    path: Where
    kind: Literal["text", "rule", "string", "words", "unknown"]
    value: Any


def spots(model: type[BaseModel], entry: Mapping[str, Any], path: Where = ()) -> Iterator[Spot]:
    """Yield the places of an entry that has the shape of ``model``."""
    for name, value in entry.items():
        if name in model.model_fields:
            yield from _spots_of(model.model_fields[name].annotation, value, (*path, name))
        else:
            yield Spot((*path, str(name)), "unknown", [*model.model_fields])


def _spots_of(annotation: Any, value: Any, path: Where) -> Iterator[Spot]:
    if annotation == Logic:
        yield Spot(path, "rule", value)
        return
    is_union = get_origin(annotation) in (Union, UnionType)
    for option in get_args(annotation) if is_union else (annotation,):
        yield from _spots_of_option(option, value, path)


def _spots_of_option(option: Any, value: Any, path: Where) -> Iterator[Spot]:
    if isinstance(value, Mapping):
        if option == Text:
            yield Spot(path, "text", value)
        elif option == dict[str, tuple[str, ...]]:
            yield Spot(path, "words", value)
        elif isinstance(option, type) and issubclass(option, BaseModel):
            yield from spots(option, value, path)
    elif isinstance(value, list) and get_origin(option) is tuple:
        for place, item in enumerate(value):
            yield from _spots_of(get_args(option)[0], item, (*path, place))
    elif isinstance(value, str) and option is str:
        yield Spot(path, "string", value)


def faults_of_shape(model: type[BaseModel], entry: Any) -> Iterator[tuple[Where, str]]:
    """Yield where an entry has fields that the model does not know, and texts that are missing or unclean."""
    if not isinstance(entry, Mapping):
        return
    filled = FILLED & entry.keys() if model is Procedure else frozenset()
    for name in sorted(filled):
        yield (name,), "this field is filled by the build, never written"
    for spot in spots(model, {name: value for name, value in entry.items() if name not in filled}):
        yield from _faults_of_spot(spot)


def _faults_of_spot(spot: Spot) -> Iterator[tuple[Where, str]]:
    if spot.kind == "unknown":
        near = get_close_matches(str(spot.path[-1]), spot.value, n=1)
        yield spot.path, "there is no such field" + (f"; do you mean {near[0]}?" if near else "")
    elif spot.kind in ("text", "words"):
        for language in LANGUAGES:
            if not spot.value.get(language):
                yield spot.path, f"no text in {language}"
        for language, said in spot.value.items():
            if language not in LANGUAGES:
                yield (*spot.path, language), "there is no such language"
            for text in said if isinstance(said, (list, tuple)) else [said]:
                yield from _unclean((*spot.path, language), text)
    elif spot.kind == "string":
        yield from _unclean(spot.path, spot.value)


def _unclean(path: Where, text: Any) -> Iterator[tuple[Where, str]]:
    if not isinstance(text, str):
        return
    if text != unicodedata.normalize("NFC", text):
        yield path, "its marks are apart from their letters (not NFC); type it again"
    if text != text.strip() or "  " in text:
        yield path, "it has spaces at an end, or two together"
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in text):
        yield path, "it has an invisible character"
    if _MARKUP.search(text):
        yield path, "texts are plain: no HTML, no Markdown"
