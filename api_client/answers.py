"""What an answer of the portal's means: the value it holds, or the error of the tree that it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from api_client.errors import FieldError, NotThePortal, PortalError, ServerFault, TooMany, TooNew, problem_class
from api_client.models import Many

T = TypeVar("T")

LONGEST_RETRY_AFTER_SECONDS: Final = 3600.0
PROBLEM_PREFIX: Final = "urn:motcua:problem:"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: header names in lower case, the body unpacked."""

    method: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Return the content type without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


class _Problem(BaseModel):
    type: str = ""
    title: str = ""
    detail: str = ""
    errors: Many[dict[str, Any]] = ()


_PROBLEM = TypeAdapter(_Problem)


def decode(answer: Answer, adapter: TypeAdapter[T], *, statuses: tuple[int, ...] = (200,)) -> T:
    """Return the value of an answer that has an expected status, the JSON content type and the expected shape.

    Raises:
        PortalError: for every other answer, see ``refusal``.
    """
    if answer.status not in statuses:
        raise refusal(answer)
    if answer.media_type != "application/json":
        raise NotThePortal(f"{answer.status} with content type {answer.media_type[:80]!r}")
    try:
        return adapter.validate_json(answer.body)
    except ValidationError as error:
        kind = NotThePortal if error.error_count() == 1 and _is_no_json(error) else TooNew
        raise kind(f"{answer.status} in another shape ({error.error_count()} places)") from None
    except (ValueError, RecursionError, OverflowError) as error:
        raise NotThePortal(type(error).__name__) from None


def _is_no_json(error: ValidationError) -> bool:
    return error.errors(include_input=False, include_url=False)[0]["type"] == "json_invalid"


def bytes_of(answer: Answer) -> bytes:
    """Return the bytes of an answer with status 200 that is a file, not a page.

    Raises:
        PortalError: for every other answer, see ``refusal``.
    """
    if answer.status != 200:
        raise refusal(answer)
    if answer.media_type in ("", "text/html", "application/problem+json"):
        raise NotThePortal(f"a file with content type {answer.media_type!r}")
    return answer.body


def refusal(answer: Answer) -> PortalError:
    """Return the error of the tree for an answer that was not expected.

    Only ``application/problem+json`` is the portal's own no. A bare 4xx may come from anything on the way, so it proves
    nothing; a bare 5xx or 429 is what gateways in front of a portal say, and is believed.
    """
    wait = retry_after_seconds(answer.headers)
    if answer.media_type == "application/problem+json" and answer.status >= 400:
        try:
            problem = _PROBLEM.validate_json(answer.body) if answer.body else _Problem()
        except (ValueError, RecursionError, OverflowError):
            problem = _Problem()
            if answer.status < 500:
                return NotThePortal(f"{answer.status} with an unreadable problem")
        return problem_class(answer.status)(
            answer.status,
            _slug(problem.type),
            title=problem.title,
            detail=problem.detail,
            errors=tuple(map(_field_error, problem.errors)),
            retry_after_seconds=wait,
        )
    if answer.status == 429:
        return TooMany(429, "too-many-requests", retry_after_seconds=wait)
    if answer.status >= 500 and answer.status != 511:  # 511: a captive portal (RFC 6585, 6)
        return ServerFault(answer.status, retry_after_seconds=wait)
    return NotThePortal(f"{answer.status} {answer.media_type[:80]}".strip())


def _slug(kind: str) -> str:
    return kind.removeprefix(PROBLEM_PREFIX).rsplit("/", 1)[-1]


def _field_error(entry: dict[str, Any]) -> FieldError:
    return FieldError(
        *(value if isinstance(value := entry.get(name), str) else "" for name in ("pointer", "id", "detail"))
    )


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long the portal asks to wait, at most an hour; a date is read against the answer's own ``Date``."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(int(text))
    except ValueError:
        try:
            until, now = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("date", ""))
            seconds = (until - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    except OverflowError:
        return LONGEST_RETRY_AFTER_SECONDS
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER_SECONDS)
