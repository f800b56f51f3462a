"""Whatever comes, the answer is a problem with 4xx, never a 5xx, and says nothing of what is inside."""

import json
from typing import Any

import httpx
import pytest

from tests.portal.filing import CITIZEN, new_key, submission
from tests.portal.running import BASE_URL, RunningPortal

JSON = {"Content-Type": "application/json"}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": value}
    return value


BODIES = {
    "empty": b"",
    "not-json": b"{",
    "null": b"null",
    "list": b"[]",
    "number": b"1",
    "nan": b'{"answers": {"a": NaN}}',
    "infinity": b'{"answers": {"a": 1e999}}',
    "not-utf-8": b'{"procedure_code": "\xff\xfe"}',
    "utf-16": '{"procedure_code": "x"}'.encode("utf-16"),
    "deep": b'{"answers":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
    "deep-list": b'{"files":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/api/v1/dossiers", "/api/v1/dossiers/x/withdrawal", "/api/v1/lookup"])
async def test_a_body_that_is_none_is_refused(portal: RunningPortal, name: str, path: str) -> None:
    headers = {**await portal.bearer(CITIZEN), **JSON, "Idempotency-Key": new_key()}
    answer = await portal.client.post(path, content=BODIES[name], headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


ANSWERS = {
    "surrogate": {"ks_ho_ten": "\ud800"},
    "nul": {"ks_ho_ten": "a\0b"},
    "nul-key": {"a\0b": "x"},
    "huge-number": {"so_ban_sao": 10**30},
    "deep": nested(60),
    "list-for-text": {"ks_ho_ten": ["x"]},
    "object-for-text": {"ks_ho_ten": {"a": 1}},
    "text-for-object": {"yc_noi_cu_tru": "x"},
    "number-for-place": {"yc_noi_cu_tru": {"province": 1, "commune": []}},
    "null-for-place": {"yc_noi_cu_tru": None},
    "date-beyond": {"ks_ngay_sinh": "9999-99-99"},
    "date-year-0": {"ks_ngay_sinh": "0000-00-00"},
    "long": {"ks_ho_ten": "A" * 500_000},
    "markup": {"ks_ho_ten": "<script>alert(1)</script>"},
    "not-an-object": [1, 2, 3],
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_answers_of_any_shape_are_refused_in_words(portal: RunningPortal, name: str) -> None:
    person = await portal.bearer(CITIZEN)
    body = await submission(portal, person, files=[])
    extra = ANSWERS[name]
    body["answers"] = {**body["answers"], **extra} if isinstance(extra, dict) else extra
    headers = {**person, **JSON, "Idempotency-Key": new_key()}
    answer = await portal.client.post("/api/v1/dossiers", content=json.dumps(body), headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/dossiers/%00",
        "/api/v1/dossiers/by-key/%00",
        "/api/v1/dossiers/%ff%fe",
        "/api/v1/dossiers/" + "a" * 5000,
        "/api/v1/dossiers/../../etc/passwd",
        "/api/v1/dossiers/x/files/..%2f..%2fportal.sqlite3",
        "/api/v1/dossiers/x/documents/%2e%2e",
        "/api/v1/uploads/%00",
        "/api/v1/uploads/..%2f..%2fx",
        "/api/v1/procedures/%00/form",
        "/api/v1/procedures/x/form?version=%00",
        "/api/v1/dossiers?updated_since=yesterday",
        "/api/v1/dossiers?updated_since=2026-11-23T00:00:00",
        "/api/v1/dossiers?limit=100000",
        "/nowhere",
    ],
)
async def test_a_path_of_any_shape_finds_nothing(portal: RunningPortal, path: str) -> None:
    headers = [(name.encode(), value.encode()) for name, value in (await portal.bearer(CITIZEN)).items()]
    raw = path.encode()
    request = httpx.Request("GET", BASE_URL, headers=headers)
    request.url = httpx.URL(BASE_URL).copy_with(raw_path=raw)
    answer = await portal.client.send(request)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_over_the_limit_is_refused_announced_or_not(portal: RunningPortal) -> None:
    headers = {**await portal.bearer(CITIZEN), **JSON, "Idempotency-Key": new_key()}
    big = b'{"a": "' + b"x" * portal.settings.max_body_bytes + b'"}'
    announced = await portal.client.post("/api/v1/dossiers", content=big, headers=headers)
    assert (announced.status_code, announced.json()["type"]) == (413, "urn:motcua:problem:payload-too-large")

    async def pieces() -> Any:
        for start in range(0, len(big), 100_000):
            yield big[start : start + 100_000]

    streamed = await portal.client.post("/api/v1/dossiers", content=pieces(), headers=headers)
    assert streamed.status_code == 413


async def test_a_compressed_body_is_refused_before_it_can_grow(portal: RunningPortal) -> None:
    headers = {**await portal.bearer(CITIZEN), **JSON, "Idempotency-Key": "k", "Content-Encoding": "gzip"}
    answer = await portal.client.post("/api/v1/dossiers", content=b"\x1f\x8b", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:motcua:problem:unsupported-media-type")


async def test_another_method_is_a_problem_too(portal: RunningPortal) -> None:
    answer = await portal.client.put("/api/v1/dossiers", json={})
    assert (answer.status_code, answer.json()["type"]) == (405, "urn:motcua:problem:method-not-allowed")
    assert "POST" in answer.headers["allow"] or "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("vi", "vi"), ("en", "en"), ("en-GB,vi;q=0.5", "en"), ("fr, en;q=0.2, vi;q=0.8", "vi"), ("fr", "vi"),
        ("", "vi"), ("*;q=x,,;;", "vi"), ("en;q=nan", "vi"),
    ],
)  # fmt: skip
async def test_a_problem_speaks_the_readers_language(portal: RunningPortal, accept: str, language: str) -> None:
    answer = await portal.client.get("/api/v1/dossiers", headers={"Accept-Language": accept})
    assert answer.headers["content-language"] == language
    assert answer.json()["title"] == {"vi": "Bạn cần đăng nhập", "en": "Please sign in"}[language]


async def test_personal_answers_are_never_cached_framed_or_sniffed(portal: RunningPortal) -> None:
    answer = await portal.client.get("/api/v1/dossiers", headers=await portal.bearer(CITIZEN))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_an_unforeseen_fault_says_nothing_of_the_inside(portal: RunningPortal) -> None:
    def explode() -> None:
        raise RuntimeError("secret inside")

    portal.app.get("/explode")(explode)
    transport = httpx.ASGITransport(app=portal.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        answer = await client.get("/explode")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:motcua:problem:internal")
    assert "secret" not in answer.text


async def test_an_app_too_old_is_told_to_update(portal: RunningPortal) -> None:
    from portal.middleware import BodyLimit

    guarded = BodyLimit(portal.app, max_bytes=1000, min_client="0.2")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=guarded), base_url=BASE_URL) as client:
        old = await client.get("/healthz", headers={"Motcua-Client": "0.1.9"})
        new = await client.get("/healthz", headers={"Motcua-Client": "0.2.0"})
    assert (old.status_code, old.json()["type"]) == (426, "urn:motcua:problem:client-too-old")
    assert new.status_code == 200
