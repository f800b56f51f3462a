"""The programs of others that run in Node: installed with npm on demand, exact versions in ``package.json``."""

import json
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class NodeMissingError(Exception):
    """There is no Node here, or what it needs is not installed; says what to do."""


def find_node() -> str:
    """Return the path of Node where everything that ``package.json`` names is installed in the version it names.

    Raises:
        NodeMissingError: It is not, and nothing is installed by asking.
    """
    node = shutil.which("node")
    if node is None:
        raise NodeMissingError("no Node here")
    if missing := _missing():
        raise NodeMissingError(f"{missing[0]} is not installed: `npm install --no-package-lock` in tests/oracles")
    return node


def install() -> str:
    """Install what ``package.json`` names unless it is there, and return the path of Node.

    Raises:
        NodeMissingError: if there is no Node or npm here, or npm cannot install.
    """
    npm = shutil.which("npm")
    if npm is not None and shutil.which("node") is not None and _missing():
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run(command, cwd=FOLDER, check=False)
    return find_node()


def run(program: str, *arguments: str, lines: str | None = None) -> str:
    """Return what a program of this folder prints."""
    command = [find_node(), program, *arguments]
    return subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True, input=lines).stdout


def _missing() -> list[str]:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return [name for name, version in wanted.items() if _installed(name) != version]


def _installed(name: str) -> str | None:
    about = FOLDER / "node_modules" / name / "package.json"
    return json.loads(about.read_text(encoding="utf-8"))["version"] if about.exists() else None
