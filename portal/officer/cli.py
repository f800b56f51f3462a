"""``motcua-portal officer ...``: an officer's work from a script, over HTTP like any other client.

It signs in through the development identity provider as a sample officer, so it works on sample portals only.
"""

import argparse
import json
import re
import sys
import uuid
from collections.abc import Sequence
from random import SystemRandom
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from portal.identity.oidc import APP_CLIENT, challenge_of, new_secret
from portal.officer.actions import ACTIONS

REDIRECT = "http://127.0.0.1:1/callback"
OFFICER = "sample-officer-1"


class OfficerCommandError(Exception):
    """The portal did not do it; the message is one line for the person at the terminal."""


def main(arguments: Sequence[str], *, transport: httpx.BaseTransport | None = None) -> int:
    """Run one command, print the dossier (or the queue) as JSON, and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        with httpx.Client(base_url=options.portal_url, timeout=30, transport=transport) as client:
            client.headers["Authorization"] = f"Bearer {sign_in(client, options.officer)}"
            answer = _run(client, options)
    except (OfficerCommandError, httpx.HTTPError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def sign_in(client: httpx.Client, subject: str) -> str:
    """Sign a sample officer in through the provider's pages and return the access token."""
    verifier = new_secret(SystemRandom())
    request = {
        "client_id": APP_CLIENT,
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": "openid",
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    page = client.get("/oauth/authorize", params=request)
    chosen = client.post("/oauth/sign-in", data={"request": _handle(page), "subject": subject})
    redirect = client.post("/oauth/consent", data={"request": _handle(chosen), "answer": "allow"})
    form = {
        "grant_type": "authorization_code",
        "client_id": APP_CLIENT,
        "code": dict(parse_qsl(urlsplit(redirect.headers.get("location", "")).query)).get("code", ""),
        "redirect_uri": REDIRECT,
        "code_verifier": verifier,
    }
    answer = client.post("/oauth/token", data=form)
    if answer.status_code != 200:
        raise OfficerCommandError(f"{subject} could not sign in.")
    return str(answer.json()["access_token"])


def _handle(page: httpx.Response) -> str:
    found = re.search(r'name="request" value="([^"]+)"', page.text) if page.status_code == 200 else None
    if found is None:
        raise OfficerCommandError("The portal's development sign-in did not open.")
    return found[1]


def _run(client: httpx.Client, options: argparse.Namespace) -> Any:
    if options.word == "queue":
        query = {"status": options.status} if options.status is not None else {}
        return _answer(client.get("/api/v1/officer/dossiers", params=query))
    address = f"/api/v1/officer/dossiers/{options.dossier}"
    if options.word == "show":
        return _answer(client.get(address))
    headers = {"Idempotency-Key": options.key or str(uuid.uuid4())}
    return _answer(client.post(f"{address}/{options.word}", json=_wish(options), headers=headers))


def _answer(response: httpx.Response) -> Any:
    if response.status_code >= 400:
        problem = response.json() if response.headers.get("content-type", "").startswith("application/") else {}
        raise OfficerCommandError(f"{response.status_code} {problem.get('detail', 'The portal refused.')}")
    return response.json()


def _wish(options: argparse.Namespace) -> dict[str, Any]:
    match options.word:
        case "ask":
            fault = {"reason": options.reason, "how_to_fix": options.how}
            papers = [{"paper_id": paper, **fault} for paper in options.paper]
            fields = [{"pointer": pointer, **fault} for pointer in options.field]
            silence = "closed" if options.due else None
            return {"items": papers + fields, "note": options.note, "due_at": options.due, "on_silence": silence}
        case "refuse" | "close" | "decline-withdrawal":
            return {"reason": options.reason}
        case "send-proof" | "return-result":
            return {"note": options.note}
        case "request-payment":
            title = {"title": {"vi": options.title, "en": options.title}} if options.title else {}
            return {"amount_vnd": options.amount, **title}
        case _:
            return {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua-portal officer", description="An officer's work, for scripts.")
    parser.add_argument("--portal-url", default="http://127.0.0.1:8000")
    parser.add_argument("--officer", default=OFFICER, help="subject of the sample officer")
    words = parser.add_subparsers(dest="word", required=True)
    queue = words.add_parser("queue", help="list the office's dossiers")
    queue.add_argument("--status", type=int)
    words.add_parser("show", help="print one dossier").add_argument("dossier", help="code or id")
    for word in ACTIONS:
        _add_word(words.add_parser(word), word)
    return parser


def _add_word(parser: argparse.ArgumentParser, word: str) -> None:
    parser.add_argument("dossier", help="code or id")
    parser.add_argument("--key", help="Idempotency-Key, to repeat a command safely")
    if word in ("refuse", "close", "decline-withdrawal", "ask"):
        parser.add_argument("--reason", required=True)
    if word in ("send-proof", "return-result", "ask"):
        parser.add_argument("--note", default="")
    if word == "ask":
        parser.add_argument("--paper", action="append", default=[], metavar="PAPER_ID")
        parser.add_argument("--field", action="append", default=[], metavar="POINTER")
        parser.add_argument("--how", default="", help="how to fix it")
        parser.add_argument("--due", help="deadline, ISO 8601 with time zone")
    if word == "request-payment":
        parser.add_argument("--amount", type=int, required=True)
        parser.add_argument("--title", default="")
