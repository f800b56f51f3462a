"""What of a procedure a list shows, and how many there are of each kind; light enough for all 6,400."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any, Final, Self

from forms.folding import collation_key
from forms.procedure import Procedure, Text, pick


@dataclass(frozen=True, slots=True)
class Summary:
    """A procedure in a list."""

    code: str
    names: Text
    summary: Text
    field: str
    agency: Text | None
    audience: tuple[str, ...]
    level: tuple[str, ...]
    online: str
    """``full``, ``part`` or ``info``."""
    state: str
    """``open``, ``suspended`` or ``moved``."""
    life_events: tuple[str, ...]
    has_form: bool
    """Whether it can be filled in and filed with this app."""
    is_to_come: bool = False
    """Whether this is a version for a day to come; until then its earlier one stands."""

    @classmethod
    def of(cls, procedure: Procedure) -> Self:
        """Return the summary of a procedure."""
        return cls(
            procedure.code, procedure.name, procedure.summary, procedure.field, procedure.agency, procedure.audience,
            procedure.level, procedure.online, procedure.state, procedure.life_events, procedure.form is not None,
            procedure.before is not None,
        )  # fmt: skip

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Self:
        """Return the summary of a procedure's JSON, which is known to be sound: without its defaults."""
        return cls(
            said["code"], said["name"], said.get("summary", {}), said.get("field", ""), said.get("agency"),
            tuple(said.get("audience", _DEFAULTS["audience"])), tuple(said.get("level", _DEFAULTS["level"])),
            said.get("online", "info"), said.get("state", "open"), tuple(said.get("life_events", ())),
            said.get("form") is not None, said.get("before") is not None,
        )  # fmt: skip

    def encode(self) -> list[Any]:
        """Return the JSON that ``decode_all`` reads."""
        return [getattr(self, name) for name in self.__slots__]


def decode_all(listed: Iterable[list[Any]]) -> Iterator[Summary]:
    """Yield the summaries of ``encode``; words and agencies that many share are kept once."""
    agencies: dict[str, Text | None] = {}
    for code, names, summary, field, agency, audience, level, online, state, life_events, has_form, *rest in listed:
        shared = agencies.setdefault(str(agency), agency)
        yield Summary(
            code, names, summary or _NO_TEXT, intern(field), shared, _shared(audience), _shared(level), intern(online),
            intern(state), _shared(life_events), has_form, *rest,
        )  # fmt: skip


def place_of(summary: Summary) -> Any:
    """Return what sorts summaries by name, as Vietnamese dictionaries do."""
    return collation_key(pick(summary.names, "vi"))


@dataclass(frozen=True, slots=True)
class Group:
    """Procedures that have something in common: a field, an agency, an audience."""

    key: str
    """What ``summaries`` is asked with."""
    name: Text
    """How the catalogue calls it; empty for audiences, whose names are the screen's words."""
    count: int


_DEFAULTS: Final = {name: Procedure.model_fields[name].default for name in ("audience", "level")}


_NO_TEXT: Final[Text] = {}


def _shared(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(intern, words))


def fields_of(summaries: Iterable[Summary]) -> tuple[Group, ...]:
    """Return the fields in Vietnamese order."""
    return _groups((summary.field, {"vi": summary.field}) for summary in summaries if summary.field)


def agencies_of(summaries: Iterable[Summary]) -> tuple[Group, ...]:
    """Return the agencies in Vietnamese order; the Vietnamese name is the key."""
    return _groups((pick(s.agency, "vi"), s.agency) for s in summaries if s.agency)


def audiences_of(summaries: Iterable[Summary]) -> tuple[Group, ...]:
    """Return the audiences, the largest first."""
    groups = _groups((audience, {}) for summary in summaries for audience in summary.audience)
    return tuple(sorted(groups, key=lambda group: -group.count))


def _groups(named: Iterable[tuple[str, Text]]) -> tuple[Group, ...]:
    names: dict[str, Text] = {}
    counts: dict[str, int] = {}
    for key, name in named:
        names[key] = name | names.get(key, {})
        counts[key] = counts.get(key, 0) + 1
    return tuple(Group(key, names[key], counts[key]) for key in sorted(names, key=collation_key))
