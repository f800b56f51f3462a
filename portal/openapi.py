"""The API's description (OpenAPI 3.1), as committed in ``docs/openapi.json``."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from portal.problems import MEDIA_TYPE, URN

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. Clients branch on ``type``, never on text.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": f"^{URN}"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "In the language of Accept-Language (vi or en)."},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "id", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "id", "detail")},
            },
        },
    },
}


def install(app: FastAPI) -> None:
    """Make ``/openapi.json`` describe what the portal really answers."""

    def described() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way to extend OpenAPI


def _description(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", routes=app.routes)
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    answer = {
        "description": "A problem, in the reader's language",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in schema.get("paths", {}).values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"].update({"4XX": answer, "5XX": answer})
    return schema
