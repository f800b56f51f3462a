"""A linked birth at the portal: filed once, done by three offices."""

import json
from typing import Any, cast

from sqlalchemy.orm import Session

from portal.dossiers.describing import describe
from portal.identity.signed_in import SignedIn
from tests.portal.filing import CITIZEN, OFFICER, ROOT, get, submit
from tests.portal.running import RunningPortal

LINKED = "3.000722"
POLICE = SignedIn("sample-officer-4", "Công an mẫu", role="officer", office_id="X00.03")
INSURANCE = SignedIn("sample-officer-5", "Bảo hiểm mẫu", role="officer", office_id="X00.04")
BY_PART = {"khai_sinh": OFFICER, "thuong_tru": POLICE, "bao_hiem": INSURANCE, "can_cuoc": POLICE}


def linked_answers(name: str = "with_the_mother") -> dict[str, Any]:
    """Return the answers of a linked birth."""
    text = (ROOT / "content" / LINKED / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


async def file_linked(portal: RunningPortal, **changes: Any) -> dict[str, Any]:
    """File a linked birth and return the dossier."""
    procedure = portal.deps.catalogue.find(LINKED)
    assert procedure is not None
    assert procedure.form is not None
    said = {"procedure_code": LINKED, "form_version": procedure.form.version, "answers": linked_answers(), **changes}
    return await submit(portal, await portal.bearer(CITIZEN), **said)


async def seen(portal: RunningPortal, dossier: dict[str, Any]) -> dict[str, Any]:
    """Return the dossier as its owner sees it now."""
    return cast("dict[str, Any]", await get(portal, f"/api/v1/dossiers/{dossier['id']}", await portal.bearer(CITIZEN)))


def states(dossier: dict[str, Any]) -> list[int]:
    """Return the status of each part."""
    return [part["status"] for part in dossier["parts"]]


async def at_office(portal: RunningPortal, dossier: dict[str, Any], key: str, verb: str, **more: Any) -> dict[str, Any]:
    """Let the office of a part do something to it; return the dossier then, documents that are not drawn left out."""
    keys = [part for part in BY_PART if part != "can_cuoc" or len(dossier["parts"]) == 4]
    part_id, now = dossier["parts"][keys.index(key)]["id"], portal.clock()
    act = getattr(portal.deps.dossiers, verb)

    def work(session: Session) -> dict[str, Any]:
        row = act(session, part_id, officer=BY_PART[key], now=now, **more)
        session.flush()
        return describe(session, row).model_dump(mode="json")

    return await portal.deps.database.write(work)
