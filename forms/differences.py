"""What a person would call a change between two versions of a procedure.

Rewording, a source newly named, a figure newly verified, another order: none of these is one. Papers and legal
documents are told apart by what they are called rather than by their ids: imported ids are only places in a list.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from forms.folding import fold
from forms.procedure import Fee, Paper, Procedure, ProcessingTime, Way

Where = Literal["state", "name", "online", "time", "other_times", "fee", "way", "paper", "office", "form", "legal"]
"""In the order in which they matter to somebody who comes back."""

COMPARED = frozenset(
    {
        "code", "version", "name", "summary", "state", "moved_to", "online", "time", "other_times", "fees", "ways",
        "papers", "filing", "agency", "legal",
    }
)  # fmt: skip
"""Members of a procedure that ``differences`` reads, besides its form's version; ``facts`` keeps these."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. ``old`` is None for what is new, ``new`` for what is gone.

    ``where`` says what ``old`` and ``new`` are: ``state``, ``online``, ``form`` (its version) and ``legal`` are
    strings, ``name`` and ``office`` texts by language, ``time`` a ``ProcessingTime``, ``other_times`` a tuple of these,
    ``fee`` a ``Fee``, ``way`` a ``Way`` (imported procedures), ``paper`` a ``Paper``.
    """

    where: Where
    old: Any
    new: Any
    id: str = ""
    """Which fee, paper, way or legal document."""


def differences(old: Procedure, new: Procedure) -> tuple[Difference, ...]:
    """Return what changed from ``old`` to ``new``, the weightiest first; empty when nobody would notice."""
    return (*_plain(old, new), *_times(old, new), *_lists(old, new), *_around(old, new))


def facts(procedure: Procedure) -> dict[str, Any]:
    """Return as JSON what of a procedure is compared, to be kept until it is looked at again."""
    kept = procedure.model_dump(mode="json", include=set(COMPARED), exclude_defaults=True)
    return {**kept, "form_version": procedure.form.version if procedure.form else None}


def from_facts(kept: Mapping[str, Any]) -> Procedure:
    """Return the procedure as far as ``facts`` kept it.

    Raises:
        ValueError: it was kept by an app that named things otherwise.
    """
    version = kept.get("form_version")
    form = {"version": version, "schema": {}, "ui": {}, "texts": {}} if version else None
    return Procedure.model_validate({**kept, "form": form})


def _plain(old: Procedure, new: Procedure) -> Iterator[Difference]:
    if (old.state, old.moved_to) != (new.state, new.moved_to):
        yield Difference("state", old.state, new.state)
    if fold(old.name.get("vi", "")) != fold(new.name.get("vi", "")):
        yield Difference("name", old.name, new.name)
    if old.online != new.online:
        yield Difference("online", old.online, new.online)


def _times(old: Procedure, new: Procedure) -> Iterator[Difference]:
    if _time(old.time) != _time(new.time):
        yield Difference("time", old.time, new.time)
    if sorted(map(str, map(_time, old.other_times))) != sorted(map(str, map(_time, new.other_times))):
        yield Difference("other_times", old.other_times, new.other_times)


def _lists(old: Procedure, new: Procedure) -> Iterator[Difference]:
    for before, after in _paired(old.fees, new.fees, keys=(lambda fee: fee.id,)):
        if before is None or after is None or _fee(before) != _fee(after) or _is_set_otherwise(before, after):
            yield Difference("fee", before, after, (after or before).id)  # type: ignore[union-attr]  # one of them is there
    for way_before, way_after in _paired(old.ways, new.ways, keys=(_way, lambda way: way.channel)):
        if way_before is None or way_after is None or _way(way_before) != _way(way_after):
            channel = (way_after or way_before).channel  # type: ignore[union-attr]  # one of them is there
            yield Difference("way", way_before, way_after, channel)
    by_title_then_id: tuple[Callable[[Paper], Hashable], ...] = (_paper_name, lambda paper: paper.id)
    for paper_before, paper_after in _paired(old.papers, new.papers, keys=by_title_then_id):
        if paper_before and paper_after and not _is_reworded(paper_before, paper_after):
            yield Difference("paper", paper_before, None, paper_before.id)
            yield Difference("paper", None, paper_after, paper_after.id)
        elif paper_before is None or paper_after is None or _paper(paper_before) != _paper(paper_after):
            paper_id = (paper_after or paper_before).id  # type: ignore[union-attr]  # one of them is there
            yield Difference("paper", paper_before, paper_after, paper_id)


def _around(old: Procedure, new: Procedure) -> Iterator[Difference]:
    if _office(old) != _office(new):
        yield Difference("office", _office_text(old), _office_text(new))
    if _form_version(old) != _form_version(new):
        yield Difference("form", _form_version(old), _form_version(new))
    for before, after in _paired(old.legal, new.legal, keys=(fold,)):
        if before is None or after is None:
            yield Difference("legal", before, after, before or after or "")


def _paired(
    old: Iterable[Value], new: Iterable[Value], *, keys: Iterable[Callable[[Value], Hashable]]
) -> Iterator[tuple[Value | None, Value | None]]:
    """Yield what belongs together, by the first key that joins it; then what is gone, then what is new."""
    before, after = list(old), list(new)
    for key in keys:
        waiting: dict[Hashable, list[Value]] = {}
        for value in after:
            waiting.setdefault(key(value), []).append(value)
        alone = []
        for value in before:
            same = waiting.get(key(value))
            if same:
                yield value, same.pop(0)
            else:
                alone.append(value)
        before, after = alone, [value for values in waiting.values() for value in values]
    yield from ((value, None) for value in before)
    yield from ((None, value) for value in after)


def _time(time: ProcessingTime | None) -> Hashable:
    return None if time is None else (time.amount, time.unit, time.cutoff, time.channel, repr(time.when))


def _fee(fee: Fee) -> Hashable:
    return repr(fee.amount_vnd), fee.due


def _is_set_otherwise(old: Fee, new: Fee) -> bool:
    """Return whether somebody else sets the fee now; that it is said for the first time is no change."""
    return old.set_by is not None and new.set_by is not None and old.set_by != new.set_by


def _way(way: Way) -> Hashable:
    time = _time(way.time) or fold(way.time_text)
    fee = way.fee_vnd if way.fee_vnd is not None else fold(way.fee_text)
    return way.channel, time, fee


def _paper_name(paper: Paper) -> str:
    return fold(paper.title.get("vi", "")) or paper.id


def _is_reworded(before: Paper, after: Paper) -> bool:
    """Whether two papers with one id are one paper in other words: half of the words are the same."""
    one, other = set(_paper_name(before).split()), set(_paper_name(after).split())
    return 2 * len(one & other) >= min(len(one), len(other))


def _paper(paper: Paper) -> Hashable:
    return repr(paper.required), repr(paper.shown), paper.attach, paper.bring_original


def _office(procedure: Procedure) -> Hashable:
    filing = procedure.filing
    said = fold(_office_text(procedure).get("vi", ""))
    return (filing.level, filing.of, said) if filing else said


def _office_text(procedure: Procedure) -> dict[str, str]:
    return procedure.filing.office if procedure.filing else procedure.agency or {}


def _form_version(procedure: Procedure) -> str | None:
    return procedure.form.version if procedure.form else None
