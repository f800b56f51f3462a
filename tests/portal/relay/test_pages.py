"""The relay's pages for a phone that has only a browser, and what their scripts do there."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from portal.relay import pages
from tests.portal.running import RunningPortal

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("language", "words"), [("vi", "điện thoại"), ("en", "phone")])
@pytest.mark.parametrize(("path", "script"), [("/hand-over", "hand_over.js"), ("/papers", "papers.js")])
async def test_the_pages_for_a_phone_are_in_its_language_with_one_script_each(
    portal: RunningPortal, language: str, words: str, path: str, script: str
) -> None:
    page = await portal.client.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert words in page.text
    assert page.text.count("<script") == 1
    assert f'src="/pages/{script}"' in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    answer = await portal.client.get(f"/pages/{script}")
    assert answer.headers["content-type"].startswith("text/javascript")


def node(page: str, script: str, *told: str) -> Any:
    """Return what a page of JavaScript prints that loads one of the scripts for phones."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("no Node here (python3 dev.py setup installs one)")
    command = [program, "-e", page, Path(pages.__file__).with_name(script), *told]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


PAGE = """
const code = { querySelector: () => letters, hidden: true }, letters = {}, around = { hidden: true }
const link = { dataset: { scheme: "vn.motcua", host: "app", app: "vn.motcua.motcua" }, parentElement: around }
globalThis.document = { getElementById: id => id === "code" ? code : link }
globalThis.location = { hash: process.argv[2] }
Object.defineProperty(globalThis, "navigator", { value: { userAgent: process.argv[3] } })
require(process.argv[1])
console.log(JSON.stringify([code.hidden ? "" : letters.textContent, around.hidden ? "" : link.href]))
"""


@pytest.mark.parametrize(
    ("address", "agent", "code", "leads_to_app"),
    [
        ("#bcfg-hjkl-mnpq-rst3", "Linux; Android 14", "BCFG-HJKL-MNPQ-RST3", True),
        ("#BCFGHJKLMNPQRST3", "iPhone", "BCFG-HJKL-MNPQ-RST3", False),
        ("", "Linux; Android 14", "", False),
        ("#x;package=evil;end", "Linux; Android 14", "", False),
    ],
)
def test_the_code_is_shown_and_leads_into_the_app_on_android(
    address: str, agent: str, code: str, leads_to_app: bool
) -> None:
    said = node(PAGE, "hand_over.js", address, agent)
    link = f"intent://app/applications/receive?code={code}#Intent;scheme=vn.motcua;package=vn.motcua.motcua;end"
    assert said == [code, link if leads_to_app else ""]


SENDING = """
const [script, answers] = [process.argv[1], JSON.parse(process.argv[2])], said = []
const told = () => ({ set textContent(words) { said.push(words) }, append() {} })
const names = ["sending", "waiting", "sent", "over", "offline", "unread", "kind"]
const list = { dataset: { mb: "30", ...Object.fromEntries(names.map(name => [name, name])) }, append() {} }
const papers = { files: [new File([new Uint8Array([255, 216, 255])], "a.jpg")],
  addEventListener: (_, choose) => setImmediate(() => { papers.choose = choose; choose() }) }
globalThis.window = { isSecureContext: true }
globalThis.document = { getElementById: id => id === "sent" ? list : papers, createElement: told }
globalThis.setTimeout = wake => setImmediate(wake)
globalThis.fetch = async (address, { method }) => {
  if (method === "PUT") return { ok: true, status: 204 }
  const answer = answers.shift()
  if (!answer) throw new TypeError("no network")
  return { ok: answer.status === undefined, status: 200, json: async () => answer, ...answer }
}
crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]).then(async ({ publicKey }) => {
  const key = Buffer.from(await crypto.subtle.exportKey("raw", publicKey)).toString("base64url")
  globalThis.location = { hash: `#${"5e".repeat(16)}.token.${key}` }
  require(script)
})
process.on("exit", () => console.log(JSON.stringify(said)))
"""
FILLING, GIVEN = {"state": "filling", "given": 0}, {"state": "filling", "given": 1}


@pytest.mark.parametrize(
    ("answers", "ends"),
    [
        ([FILLING, None, GIVEN], "sent"),
        ([FILLING, {"state": "expired", "given": 0}], "over"),
        ([{"state": "expired", "given": 1}], "sent"),
        ([FILLING, {"status": 503}, {"status": 404}], "over"),
    ],
)
def test_a_file_reads_as_sent_once_the_terminal_was_given_it(answers: list[Any], ends: str) -> None:
    said = node(SENDING, "papers.js", json.dumps(answers))
    assert [words for words in said if words != "sending"] == ["waiting", ends]


def test_the_page_leads_to_the_app_that_is_built() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())
    linked = built["tool"]["flet"]["android"]["deep_linking"]
    app = f"{built['tool']['flet']['org']}.{built['project']['name']}"
    assert {"data_scheme": linked["scheme"], "data_host": linked["host"], "data_app": app} == pages.APP_LINK
