"""Publishes procedures: what differs from the present ones becomes a new version in a new release of the catalogue.

Our authors' contents come before an import: a procedure that both have stays the authors'.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forms.procedure import Catalogue, Procedure
from portal.catalogue.tables import CatalogueRelease, CatalogueSource, ProcedureVersion
from portal.clock import local_date

CONTENT: Final = "content"
HEAD: Final = ("life_events", "lists", "calendar")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication, by procedure code."""

    version: str
    """Of the catalogue afterwards."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    same: int = 0
    kept: tuple[str, ...] = ()
    """Not taken, because our authors' version stands."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A release in the making."""

    session: Session
    origin: str
    number: int
    now: datetime


def publish(
    session: Session,
    procedures: Iterable[Procedure],
    *,
    now: datetime,
    origin: str = "national",
    whole: bool = False,
) -> Published:
    """Publish imported procedures; one that did not change keeps its version, and nothing changed makes no release.

    Args:
        session: A write transaction of ``portal.db``.
        procedures: Imported ones, each code once (the last one counts). Their ``version`` is made anew from what they
            say, so that it changes whenever anything does.
        now: When.
        origin: Where they come from.
        whole: Whether these are all of that origin: what is not among them is taken out of the catalogue.
    """
    wanted = {procedure.code: _versioned(_as_json(procedure)) for procedure in procedures}
    before = current_release(session)
    built_on = max(local_date(now), before.built_on if before else date.min)
    return _publish(session, wanted, built_on=built_on, now=now, origin=origin, whole=whole)


def publish_content(session: Session, raw: bytes, *, now: datetime) -> Published | None:
    """Publish the catalogue built from our contents (its JSON); None when it is published already or is an older one.

    An older one: while workers of two versions of this portal run side by side, the newer contents stand.
    """
    said = json.loads(raw)
    version, built_on = str(said["version"]), date.fromisoformat(said["built_on"])
    source = session.get(CatalogueSource, CONTENT, with_for_update=True)
    if source is not None and (source.version == version or source.built_on > built_on):
        return None
    session.merge(CatalogueSource(origin=CONTENT, version=version, built_on=built_on, published_at=now))
    wanted = {procedure["code"]: procedure for procedure in said["procedures"]}
    before = current_release(session)
    return _publish(
        session,
        wanted,
        built_on=max(built_on, before.built_on if before and _has_imports(session) else built_on),
        now=now,
        origin=CONTENT,
        whole=True,
        head={name: said[name] for name in HEAD if name in said},
        version=version,
    )


def needs_content(session: Session, catalogue: Catalogue) -> bool:
    """Whether ``publish_content`` would have anything to do; cheap, asked at every start."""
    source = session.get(CatalogueSource, CONTENT)
    return bool(catalogue.procedures) and (source is None or source.version != catalogue.version)


def current_release(session: Session) -> CatalogueRelease | None:
    """Return the newest release, None before the first publication."""
    return session.scalar(select(CatalogueRelease).order_by(CatalogueRelease.number.desc()).limit(1))


def _publish(
    session: Session,
    wanted: Mapping[str, Json],
    *,
    built_on: date,
    now: datetime,
    origin: str,
    whole: bool,
    head: Mapping[str, Any] | None = None,
    version: str | None = None,
) -> Published:
    before = current_release(session)
    draft = _Draft(session, origin, before.number + 1 if before else 1, now)
    head_text = _text(head) if head is not None else before.head if before else "{}"
    standing = _standing(session)
    wanted = {code: _held_back(session, said, local_date(now)) for code, said in wanted.items()}
    added: list[str] = []
    changed: list[str] = []
    kept: list[str] = []
    same = 0
    for code, procedure in wanted.items():
        old = standing.get(code)
        text = _text(procedure)
        if old is not None and old.origin == CONTENT != origin:
            kept.append(code)
        elif old is not None and old.digest == _digest(text) and old.origin == origin:
            same += 1
        else:
            if old is not None:
                _end(draft, code)
            _add(draft, procedure, text)
            (added if old is None else changed).append(code)
    removed = [code for code, old in standing.items() if whole and old.origin == origin and code not in wanted]
    for code in removed:
        _end(draft, code)
    is_same_head = before is not None and before.head == head_text
    if before is not None and is_same_head and not (added or changed or removed):
        return Published(before.version, same=same, kept=tuple(kept))
    session.flush()
    is_as_built = version is not None and not _has_imports(session) and not _any_held_back(wanted)
    name = version if version is not None and is_as_built else _name(session, built_on, head_text)
    session.add(
        CatalogueRelease(
            number=draft.number, version=name, built_on=built_on, published_at=now, head=head_text,
            head_version=_digest(head_text),
        )
    )  # fmt: skip
    session.flush()
    return Published(name, tuple(added), tuple(changed), tuple(removed), same, tuple(kept))


def _held_back(session: Session, said: Json, today: date) -> Json:
    """Return a procedure that is not in force yet with the version that stands until then; any other as it is.

    Clients get both and change over by themselves on the day, wherever they are.
    """
    begins = _date(said.get("valid_from"))
    if begins is None or begins <= today:
        return said
    stored = session.scalar(
        select(ProcedureVersion.definition).where(
            ProcedureVersion.procedure_code == said["code"], ProcedureVersion.ended_release.is_(None)
        )
    )
    old = json.loads(stored) if stored else {}
    is_to_come = (_date(old.get("valid_from")) or date.min) > today
    before = old.get("before") if is_to_come else {name: old[name] for name in old if name != "before"}
    if not before:
        return said  # nothing stood before it
    return {**said, "version": f"{said['version'][:48]}+{_digest(_text(before))[:12]}", "before": before}


def _any_held_back(wanted: Mapping[str, Json]) -> bool:
    return any("before" in said for said in wanted.values())


@dataclass(frozen=True, slots=True)
class _Standing:
    origin: str
    digest: str


def _standing(session: Session) -> dict[str, _Standing]:
    rows = session.execute(
        select(ProcedureVersion.procedure_code, ProcedureVersion.origin, ProcedureVersion.definition)
        .where(ProcedureVersion.ended_release.is_(None))
        .execution_options(yield_per=500)
    )
    return {code: _Standing(origin, _digest(definition)) for code, origin, definition in rows}


def _end(draft: _Draft, code: str) -> None:
    draft.session.execute(
        update(ProcedureVersion)
        .where(ProcedureVersion.procedure_code == code, ProcedureVersion.ended_release.is_(None))
        .values(ended_release=draft.number, ended_at=draft.now)
    )


def _add(draft: _Draft, procedure: Json, text: str) -> None:
    draft.session.add(
        ProcedureVersion(
            procedure_code=procedure["code"],
            release=draft.number,
            version=procedure["version"],
            origin=draft.origin,
            definition=text,
            online=procedure.get("online", "info"),
            published_at=draft.now,
            valid_from=_date(procedure.get("valid_from")),
            valid_to=_date(procedure.get("valid_to")),
        )
    )


def _has_imports(session: Session) -> bool:
    standing = select(ProcedureVersion.procedure_code).where(
        ProcedureVersion.ended_release.is_(None), ProcedureVersion.origin != CONTENT
    )
    return session.scalar(standing.limit(1)) is not None


def _name(session: Session, built_on: date, head_text: str) -> str:
    """Return a version that says what is in the catalogue: its day, and a digest of every procedure's version."""
    rows = session.execute(
        select(ProcedureVersion.procedure_code, ProcedureVersion.version)
        .where(ProcedureVersion.ended_release.is_(None))
        .order_by(ProcedureVersion.procedure_code)
    )
    said = "\n".join(sorted(f"{code} {version}" for code, version in rows))
    return f"{built_on.isoformat()}-{_digest(said + head_text)[:12]}"


def _as_json(procedure: Procedure) -> Json:
    said = procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {**said, "code": procedure.code}


def _versioned(said: Json) -> Json:
    rest = {name: value for name, value in said.items() if name != "version"}
    return {**said, "version": _digest(_text(rest))[:12]}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
