"""What the client decodes is what the portal says it sends: by name, and none required that may be missing."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter

from api_client import models
from tests.portal.running import RunningPortal

PAIRS = {
    "Dossier": models.Dossier,
    "Part": models.Part,
    "Request": models.Request,
    "RequestItem": models.RequestItem,
    "TimelineEntry": models.TimelineEntry,
    "Document": models.Document,
    "FiledFile": models.FiledFile,
    "Office": models.Office,
    "Bill": models.Bill,
    "Payment": models.Payment,
    "VietQr": models.VietQr,
    "Person": models.Person,
    "KnownValue": models.KnownValue,
    "UploadReceipt": models.UploadReceipt,
    "SignInPlace": models.SignInPlace,
    "TerminalPlace": models.TerminalPlace,
}


@pytest.fixture
async def schemas(running: RunningPortal) -> dict[str, Any]:
    answer = await running.client.get("/openapi.json")
    return dict(answer.json()["components"]["schemas"])


async def test_every_field_the_client_reads_is_a_field_the_portal_sends(schemas: dict[str, Any]) -> None:
    unknown = {
        f"{name}.{field}"
        for name, model in PAIRS.items()
        for field in model.model_fields
        if field not in _schema(schemas, name)["properties"]
    }
    assert unknown == set()


async def test_the_client_needs_no_field_that_the_portal_may_leave_out(schemas: dict[str, Any]) -> None:
    optional = {
        f"{name}.{field}"
        for name, model in PAIRS.items()
        for field, info in model.model_fields.items()
        if info.is_required() and field not in _always_sent(_schema(schemas, name))
    }
    assert optional == set()


async def test_every_state_the_portal_names_is_known_to_the_client(schemas: dict[str, Any]) -> None:
    strange = []
    for name, field, model in (
        ("Request", "kind", models.Request),
        ("Request", "state", models.Request),
        ("Bill", "state", models.Bill),
        ("Payment", "state", models.Payment),
        ("Payment", "method", models.Payment),
    ):
        named = _schema(schemas, name)["properties"][field]["enum"]
        assert named
        strange += [f"{name}.{field}={value}" for value in named if _decoded(model, field, value) != value]
    assert strange == []


def _decoded(model: type[BaseModel], field: str, value: str) -> object:
    info = model.model_fields[field]
    return TypeAdapter(Annotated[info.annotation, *info.metadata]).validate_python(value)


def _schema(schemas: dict[str, Any], name: str) -> dict[str, Any]:
    found = [schema for title, schema in schemas.items() if title.split("__")[-1] == name]
    assert found, f"the portal describes no {name}"
    return dict(found[0])


def _always_sent(schema: dict[str, Any]) -> set[str]:
    """Return what is in every answer: FastAPI writes defaults too, so a default is as good as a requirement."""
    with_default = {field for field, value in schema["properties"].items() if "default" in value}
    return set(schema.get("required", ())) | with_default
