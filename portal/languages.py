"""Which of the two languages an answer is written in."""

from typing import Annotated

from fastapi import Depends, Request

LANGUAGES = ("vi", "en")


def language_of(accept_language: str | None) -> str:
    """Return ``vi`` or ``en`` for an Accept-Language header; Vietnamese when it names neither."""
    best, best_weight = "vi", 0.0
    for part in (accept_language or "")[:500].split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.split("-")[0].lower()
        weight = _weight(parameters)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _request_language(request: Request) -> str:
    return language_of(request.headers.get("accept-language"))


Language = Annotated[str, Depends(_request_language)]
