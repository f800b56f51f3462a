"""``docs/openapi.json`` is what the portal really answers to, in OpenAPI 3.1."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.cli import describe


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return describe()


def test_the_committed_description_is_the_portals(described: dict[str, Any], project_root: Path) -> None:
    committed = json.loads((project_root / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == described, "run: .venv/bin/motcua-portal openapi > docs/openapi.json"


def test_it_is_openapi_3_1_with_problems_for_every_error(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            problem = operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"]
            assert problem == {"$ref": "#/components/schemas/Problem"}, (method, path)


def test_every_post_of_the_api_needs_a_key_except_tus(described: dict[str, Any]) -> None:
    posts = {
        path: operations
        for path, operations in described["paths"].items()
        if "post" in operations and path.startswith("/api/v1/") and not path.startswith("/api/v1/uploads")
    }
    assert {"/api/v1/dossiers", "/api/v1/payments", "/api/v1/lookup"} <= posts.keys()
    for path, operations in posts.items():
        headers = [item["name"].lower() for item in operations["post"].get("parameters", ()) if item["in"] == "header"]
        assert "idempotency-key" in headers, path
