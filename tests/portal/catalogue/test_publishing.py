"""Releases of the catalogue: what changed is a new version with dates, what did not change is left alone."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from forms.procedure import Procedure
from portal.catalogue.publishing import CONTENT, Published, publish, publish_content
from portal.catalogue.service import PublishedCatalogue
from portal.catalogue.startup import prepare
from portal.catalogue.tables import CatalogueRelease, ProcedureVersion
from tests.portal.filing import BIRTH
from tests.portal.running import RunningPortal

CHANGES = "/api/v1/catalogue/changes"


def imported(code: str, name: str = "Thủ tục nhập", **more: Any) -> Procedure:
    return Procedure.model_validate({"code": code, "version": "1", "name": {"vi": name}, "summary": {}, **more})


async def published(portal: RunningPortal, *procedures: Procedure, **options: Any) -> Published:
    now = portal.clock()
    return await portal.deps.database.write(lambda session: publish(session, procedures, now=now, **options))


async def changes(portal: RunningPortal, since: str) -> dict[str, Any]:
    answer = await portal.client.get(CHANGES, params={"since": since})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def version(portal: RunningPortal) -> str:
    return str((await changes(portal, ""))["version"])


async def test_an_import_is_a_release_and_the_same_import_is_none(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    first = await published(portal, imported("9.000001"), imported("9.000002"))
    assert (first.added, first.changed, first.same) == (("9.000001", "9.000002"), (), 0)
    again = await published(portal, imported("9.000001"), imported("9.000002"))
    assert (again.added, again.changed, again.same, again.version) == ((), (), 2, first.version)
    whole = await changes(portal, "")
    assert whole["version"] == first.version
    assert {BIRTH, "9.000001", "9.000002"} <= {procedure["code"] for procedure in whole["procedures"]}
    assert whole["calendar"]


async def test_the_differences_since_any_release_lead_to_the_present_one(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    known = {await version(portal): await changes(portal, "")}
    steps: list[tuple[list[Procedure], dict[str, Any]]] = [
        ([imported("9.000001"), imported("9.000002"), imported("9.000003")], {}),
        ([imported("9.000001", "Tên mới")], {}),
        ([imported("9.000002")], {"whole": True}),
        ([imported("9.000003", "Trở lại"), imported("9.000004")], {}),
    ]
    for procedures, options in steps:
        portal.clock.move(days=1)
        await published(portal, *procedures, **options)
        known[await version(portal)] = await changes(portal, "")
    assert len(known) == 5
    newest = known[await version(portal)]
    for since, old in known.items():
        answer = await changes(portal, since)
        assert answer["since"] == since
        there = {procedure["code"]: procedure for procedure in old["procedures"]}
        for code in answer["removed"]:
            del there[code]
        there |= {procedure["code"]: procedure for procedure in answer["changed"]}
        assert sorted(there.values(), key=lambda p: p["code"]) == newest["procedures"]
        assert "calendar" not in answer  # the head is the same, and not sent again
    assert (await changes(portal, await version(portal)))["changed"] == []


async def test_an_unknown_version_gets_the_whole(portal: RunningPortal) -> None:
    answer = await changes(portal, "2020-01-01-unknown")
    assert "since" not in answer
    assert answer["procedures"]


async def test_most_of_it_new_is_sent_whole(portal: RunningPortal) -> None:
    since = await version(portal)
    await published(portal, *(imported(f"9.{number:06d}") for number in range(300)))
    assert "since" not in await changes(portal, since)


async def test_our_authors_version_stands_before_an_import(portal: RunningPortal) -> None:
    result = await published(portal, imported(BIRTH, "Bản nhập"), imported("9.000001"))
    assert result.kept == (BIRTH,)
    procedure = (await portal.client.get(f"/api/v1/procedures/{BIRTH}")).json()
    assert procedure["name"]["vi"] == "Đăng ký khai sinh"


async def test_new_contents_replace_the_old_and_leave_imports_alone(portal: RunningPortal) -> None:
    await published(portal, imported("9.000001"))
    since = await version(portal)
    said = json.loads(portal.deps.catalogue.raw)
    said["procedures"] = [p for p in said["procedures"] if p["code"] != "1.000894"]
    said |= {
        "version": "2026-12-01-x",
        "built_on": "2026-12-01",
        "calendar": {**said["calendar"], "last": "2030-12-31"},
    }
    raw = json.dumps(said).encode()
    now = portal.clock()
    await portal.deps.database.write(lambda session: publish_content(session, raw, now=now))
    answer = await changes(portal, since)
    assert (answer["removed"], answer["changed"]) == (["1.000894"], [])
    assert answer["calendar"]["last"] == "2030-12-31"
    assert (await portal.client.get("/api/v1/procedures/9.000001")).status_code == 200
    # while an older worker still starts beside the new one, the newer contents stand
    older = portal.deps.catalogue.raw
    assert await portal.deps.database.write(lambda session: publish_content(session, older, now=now)) is None


async def test_every_version_keeps_its_dates(portal: RunningPortal) -> None:
    await published(portal, imported("9.000001", valid_from="2026-07-01"))
    portal.clock.move(days=2)
    await published(portal, imported("9.000001", "Tên mới", valid_from="2026-12-01"))
    newest, first = (await portal.client.get("/api/v1/procedures/9.000001/versions")).json()
    assert (first["valid_from"], newest["valid_from"]) == ("2026-07-01", "2026-12-01")
    assert first["ended_at"] == newest["published_at"]
    assert newest["ended_at"] is None
    assert newest["version"] != first["version"]
    assert (await portal.client.get("/api/v1/procedures/9.999999/versions")).status_code == 404


async def test_a_version_for_a_day_to_come_carries_the_one_that_stands_until_then(portal: RunningPortal) -> None:
    day = (portal.clock() + timedelta(days=30)).date()
    await published(portal, imported("9.000001", "Tên cũ"))
    again = [imported("9.000001", "Tên mới", valid_from=day.isoformat()), imported("9.000002", valid_from=day)]

    first = await published(portal, *again)
    second = await published(portal, *again)

    assert (first.changed, second.changed, second.same) == (("9.000001",), (), 2)
    whole = {one["code"]: Procedure.model_validate(one) for one in (await changes(portal, ""))["procedures"]}
    assert whole["9.000001"].standing_on(day - timedelta(days=1)).name["vi"] == "Tên cũ"
    assert whole["9.000001"].standing_on(day).name["vi"] == "Tên mới"
    assert whole["9.000002"].before is None  # nothing stood before it
    corrected = await published(portal, imported("9.000001", "Tên mới hơn", valid_from=day.isoformat()))
    assert corrected.changed == ("9.000001",)
    newest = next(one for one in (await changes(portal, ""))["procedures"] if one["code"] == "9.000001")
    assert newest["before"]["name"]["vi"] == "Tên cũ"


async def test_what_is_filed_is_judged_by_the_version_in_force_on_the_day(portal: RunningPortal) -> None:
    day = (portal.clock() + timedelta(days=30)).date()
    said = json.loads(portal.deps.catalogue.raw)
    birth = next(p for p in said["procedures"] if p["code"] == BIRTH)
    old_name, old_form = birth["name"]["vi"], birth["form"]["version"]
    birth |= {"name": {"vi": "Khai sinh mới"}, "version": "n", "valid_from": day.isoformat()}
    birth["form"] = {**birth["form"], "version": "form-n"}
    newer = json.dumps({**said, "version": "2026-12-24-n", "built_on": "2026-12-24"}).encode()
    deps = replace(portal.deps, catalogue=PublishedCatalogue.decode(newer))

    await deps.database.write(lambda session: prepare(deps, session))

    assert deps.catalogue.find(BIRTH).name["vi"] == old_name  # type: ignore[union-attr] # it is there
    assert deps.catalogue.find(BIRTH).form.version == old_form  # type: ignore[union-attr] # the same
    assert (await version(portal)) != "2026-12-24-n"  # that is the name of the contents without what stands
    portal.clock.move(days=31)
    assert deps.catalogue.find(BIRTH).name["vi"] == "Khai sinh mới"  # type: ignore[union-attr] # the same


async def test_two_imports_at_once_are_two_releases(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    await asyncio.gather(*(published(portal, imported(f"9.{number:06d}")) for number in range(4)))
    numbers = await portal.deps.database.read(
        lambda session: session.scalars(select(CatalogueRelease.number).order_by(CatalogueRelease.number)).all()
    )
    assert list(numbers) == [1, 2, 3, 4, 5]
    standing = select(func.count()).where(ProcedureVersion.origin != CONTENT, ProcedureVersion.ended_release.is_(None))
    assert await portal.deps.database.read(lambda session: session.scalar(standing)) == 4


async def test_the_statistics_count_services_by_online_level(portal: RunningPortal) -> None:
    before = (await portal.client.get("/api/v1/statistics")).json()
    await published(portal, imported("9.000001", online="full"), imported("9.000002"))
    after = (await portal.client.get("/api/v1/statistics")).json()
    levels = [value["services"]["by_online_level"] for value in (before, after)]
    assert {name: levels[1][name] - levels[0][name] for name in levels[0]} == {"full": 1, "part": 0, "info": 1}
    assert after["services"]["total"] == sum(levels[1].values())
    assert after["as_of"] == portal.clock().isoformat()
