"""The public catalogue over HTTP."""

import gzip
import json

from tests.portal.filing import BIRTH
from tests.portal.running import RunningPortal


async def test_the_catalogue_comes_whole_and_not_again_when_it_is_unchanged(portal: RunningPortal) -> None:
    first = await portal.client.get("/api/v1/catalogue/changes", params={"since": ""})
    shipped = json.loads(gzip.decompress(portal.settings.catalogue_path.read_bytes()))
    assert first.json() == shipped
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["etag"].startswith(f'"{shipped["version"]}-')
    plain = await portal.client.get("/api/v1/catalogue/changes", headers={"Accept-Encoding": "identity"})
    assert plain.json() == shipped
    again = await portal.client.get("/api/v1/catalogue/changes", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_procedures_are_listed_and_read_one_by_one(portal: RunningPortal) -> None:
    listed = (await portal.client.get("/api/v1/procedures")).json()
    assert BIRTH in {item["code"] for item in listed}
    assert all("form" not in item and "papers" not in item for item in listed)
    one = (await portal.client.get(f"/api/v1/procedures/{BIRTH}")).json()
    assert one["papers"]
    assert "form" not in one
    assert (await portal.client.get("/api/v1/procedures/9.9")).status_code == 404


async def test_a_form_is_served_in_every_version_ever_published(portal: RunningPortal) -> None:
    from portal.catalogue.tables import PublishedForm

    newest = (await portal.client.get(f"/api/v1/procedures/{BIRTH}/form")).json()
    assert set(newest) >= {"version", "schema", "ui", "texts"}
    old = {**newest, "version": "1"}
    row = PublishedForm(procedure_code=BIRTH, version="1", definition=old, published_at=portal.clock())
    await portal.deps.database.write(lambda session: session.add(row))
    earlier = await portal.client.get(f"/api/v1/procedures/{BIRTH}/form", params={"version": "1"})
    assert earlier.json() == old
    unknown = await portal.client.get(f"/api/v1/procedures/{BIRTH}/form", params={"version": "2"})
    assert unknown.status_code == 404


async def test_a_draft_of_an_earlier_form_can_still_be_submitted(portal: RunningPortal) -> None:
    from portal.catalogue.tables import PublishedForm
    from tests.portal.filing import CITIZEN, submit

    newest = (await portal.client.get(f"/api/v1/procedures/{BIRTH}/form")).json()
    row = PublishedForm(
        procedure_code=BIRTH, version="1", definition={**newest, "version": "1"}, published_at=portal.clock()
    )
    await portal.deps.database.write(lambda session: session.add(row))
    dossier = await submit(portal, await portal.bearer(CITIZEN), form_version="1")
    assert dossier["form_version"] == "1"
