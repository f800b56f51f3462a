"""Everything a developer does, in one word each: ``python3 dev.py run | test | check | bench | shots | ...``.

Standard library only: it runs on a fresh Python 3.11 with nothing installed, also on Windows (``py dev.py run``).
The lock is ``requirements/*.txt``: exact versions with hashes, no address in them.
"""

import ast
import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
UV = "uv==0.13.9"
PACKAGES = ["app", "api_client", "views", "forms", "portal"]
FAILED = 1
"""How pytest ends when tests failed."""
ROOM_IN_MEMORY = 4 * 1024**3


def main() -> int:
    """Run one verb and return its exit code."""
    verbs = {
        "setup": setup,
        "run": run,
        "test": test,
        "deep": deep,
        "check": check,
        "bench": bench,
        "shots": shots,
        "portal": portal,
        "messages": messages,
        "lock": lock,
    }
    for stream in (sys.stdout, sys.stderr):  # a pipe on Windows has the machine's code page, which lacks "ộ"
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if len(sys.argv) < 2 or sys.argv[1] not in verbs:
        print(__doc__)
        print("\n".join(f"  {name:9} {(verb.__doc__ or '').splitlines()[0]}" for name, verb in verbs.items()))
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever starts this may have an older Python
        print(f"Một Cửa needs Python 3.11 or newer; this is {platform.python_version()}.")
        return 1
    os.chdir(ROOT)
    return verbs[sys.argv[1]](sys.argv[2:])


def run(arguments: list[str]) -> int:
    """Start the app with its embedded portal and real content (``--native``: fetch what a native window needs).

    ``run --kiosk``: a terminal used by many, in a window; ``run --install-only``: have everything there, start nothing.
    """
    if "--install-only" in arguments:
        install("run")
        return 0
    if "--kiosk" in arguments:
        install("run")
        return call(BIN / "motcua", "kiosk", "--windowed", *(word for word in arguments if word != "--kiosk"))
    if "--native" in arguments:
        arguments = [word for word in arguments if word != "--native"]
        install("native")
        call(PYTHON, "-c", "import flet_desktop; flet_desktop.ensure_client_cached()")  # if not, a browser window
    else:
        install("run")
    return call(BIN / "motcua", "run", *arguments)


def portal(arguments: list[str]) -> int:
    """Start the portal alone, for example ``dev.py portal serve --port 8000``."""
    install("run")
    return call(BIN / "motcua-portal", *(arguments or ["serve", "--port", "8000"]))


def setup(_arguments: list[str]) -> int:
    """Install everything, tests and the browser driver included, into ``.venv``."""
    install("dev")
    install_tools(TOOLS)
    install_peers()
    return 0


def test(arguments: list[str]) -> int:
    """Pass the checks and the tests (``test -k word``: some of them; ``test --cov``: measure coverage too).

    Below Python 3.14 coverage doubles the processor time of the tests (measured with coverage 7.17 on 3.11: 28.6 s
    without, 55.8 s with lines, 58.5 s with branches), so that it is measured only when asked for.

    Chromium on a machine that others use too keeps a window waiting now and then: the few of its tests that failed run
    once more by themselves, and both runs are told. Nothing else is tried twice.
    """
    setup([])
    if arguments not in ([], ["--cov"]):
        return call(PYTHON, "-m", "pytest", *arguments)
    if failed := check([]):
        return failed
    is_measured = bool(arguments) or sys.version_info >= (3, 14)
    measure = ["--cov", "--cov-append", "--cov-report="] if is_measured else []
    (ROOT / ".coverage").unlink(missing_ok=True)
    run = [PYTHON, "-m", "pytest", "-q", "--durations=10", *measure]
    with folder_in_memory() as quick:
        plain = ["-n", "3", "--dist", "worksteal", "-o", "tmp_path_retention_policy=failed"]
        codes = [call(*run, *plain, "-m", "not browser and not kill", environment=quick)]
    # most of the next wait for what they kill; of those in Chromium one waits while the others work
    codes.append(call(*run, "-n", "4", "--dist", "worksteal", "-m", "kill and not browser", *files_that_kill()))
    codes.append(call(*run, "-n", "3", "--dist", "worksteal", "tests/browser"))
    if codes[-1] == FAILED:
        print("UNSTEADY, or broken: what failed in Chromium once more, by itself:", flush=True)
        codes[-1] = call(PYTHON, "-m", "pytest", "-q", "--maxfail=1", "--last-failed", "tests/browser")
    if is_measured:
        print("Coverage in percent:", flush=True)
        call(PYTHON, "-m", "coverage", "report", "--skip-covered", "--format=total")
    return max(codes)


def files_that_kill() -> list[Path]:
    """Return the files with tests that kill: to look for them in all files takes each worker long."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [file for file in files if "mark.kill" in file.read_text(encoding="utf-8")]


@contextlib.contextmanager
def folder_in_memory() -> Iterator[dict[str, str]]:
    """Give an environment whose temporary files are in memory, where that has room: a sync takes no time there."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < ROOM_IN_MEMORY:
        yield dict(os.environ)
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="motcua-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # a PostgreSQL started as root serves as somebody else
        yield {**os.environ, "TMPDIR": folder}


def deep(arguments: list[str]) -> int:
    """Run the random suites for long: kills, power cuts, bad networks, uploads, damage, every seeded fault."""
    setup([])
    install_tools(DEEP_TOOLS)
    suites = arguments or [
        "tests/reliability",
        "tests/app/vault",
        "tests/app/outbox",
        "tests/journeys",
        "tests/portal",
        "tests/browser",
    ]
    profile = {**os.environ, "MOTCUA_TEST_PROFILE": "deep"}
    failed = call(PYTHON, "-m", "pytest", "-q", "-n", "2", "--timeout", "0", *suites, environment=profile)
    return failed if arguments else max(failed, call(PYTHON, "-m", "tests.faults"))


def check(_arguments: list[str]) -> int:
    """Check format, lint, types, import rules, texts and content: the one gate."""
    install("dev")
    gates: list[list[object]] = [
        [BIN / "ruff", "format", "--check", "."],
        [BIN / "ruff", "check", "."],
        [BIN / "mypy"],
        [BIN / "lint-imports", "--no-cache"],
        [BIN / "motcua-portal", "check", "content"],
    ]
    return max([call(*gate) for gate in gates])


def bench(arguments: list[str]) -> int:
    """Measure against the named peers and print ratios."""
    setup([])
    if not arguments or "search" in arguments:
        install("bench")
    return call(PYTHON, "-m", "benchmarks", *arguments)


def shots(arguments: list[str]) -> int:
    """Render the main screens in Chromium to ``out/shots``."""
    setup([])
    return call(PYTHON, "-m", "tests.browser.shots", *arguments)


def messages(_arguments: list[str]) -> int:
    """Collect the texts of the screens into ``locales`` and compile them."""
    install("dev")
    template = ROOT / "locales" / "motcua.pot"
    pybabel = [PYTHON, "-m", "babel.messages.frontend"]
    lines = [f'msgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n' for text in written_texts()]
    template.write_text("\n".join(lines), encoding="utf-8")
    for language in ("vi", "en"):
        target = ROOT / "locales" / language / "LC_MESSAGES" / "motcua.po"
        verb = "update" if target.exists() else "init"
        extra = ["--no-fuzzy-matching", "--ignore-obsolete"] if verb == "update" else []
        target.parent.mkdir(parents=True, exist_ok=True)
        call(*pybabel, "-q", verb, "-D", "motcua", "-i", template, "-o", target, "-l", language, "--width=120", *extra)
    template.unlink()
    return compile_messages()


def written_texts() -> list[str]:
    """Return every text given to ``t()`` or ``N_()``, sorted.

    Babel 2.18's own extractor does not look into f-strings before Python 3.12.
    """
    sources = [ROOT / "main.py", *(path for folder in ("app", "views") for path in (ROOT / folder).rglob("*.py"))]
    calls = [
        node
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("t", "N_")
    ]
    firsts = [call.args[0] for call in calls if call.args]
    return sorted({text.value for text in firsts if isinstance(text, ast.Constant) and isinstance(text.value, str)})


def lock(_arguments: list[str]) -> int:
    """Renew ``requirements/*.txt`` from ``pyproject.toml``."""
    install("dev")
    common = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "-q",
              "--python-version", "3.11"]  # fmt: skip
    ours = ["pyproject.toml", "--extra", "server"]
    for name, extra in (
        ("run", ours),
        ("native", [*ours, "--extra", "native"]),
        ("dev", [*ours, "--group", "dev"]),
        ("bench", ["--group", "bench"]),
    ):
        output = ROOT / "requirements" / f"{name}.txt"
        if failed := call(BIN / "uv", "pip", "compile", *common, *extra, "-o", output, environment=uv_environment()):
            return failed
    return 0


# --- installing -------------------------------------------------------------------------------------------------------


def install(profile: str) -> None:
    """Make ``.venv`` hold what ``requirements/<profile>.txt`` names, unless it already does."""
    stamp = VENV / f".installed-{profile}"
    if not (stamp.exists() and stamp.read_text() == fingerprint(profile) and PYTHON.exists()):
        print(f"Installing what Một Cửa needs ({profile}) into .venv ...", flush=True)
        make_venv()
        must(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", UV)
        uv = [BIN / "uv", "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON]
        locked = ROOT / "requirements" / f"{profile}.txt"
        must(*uv, "--require-hashes", "-r", locked, environment=uv_environment())
        must(*uv, "--no-deps", "-e", ROOT, environment=uv_environment())
        for held in {profile, "run"}:  # every profile holds what running needs
            (VENV / f".installed-{held}").write_text(fingerprint(held))
    compile_messages()


def fingerprint(profile: str) -> str:
    """Return what changes when a profile must be installed anew."""
    locked = ROOT / "requirements" / f"{profile}.txt"
    return hashlib.sha256(locked.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def make_venv() -> None:
    """Create ``.venv``; on Debian, whose Python comes without ``ensurepip``, install that package first."""
    if PYTHON.exists():
        return
    if subprocess.call([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL) != 0:
        apt("python3-venv")
    must(sys.executable, "-m", "venv", VENV)


TOOLS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "the browser tests"),
    "strace": (("strace",), "the power cuts"),
    "gcc libc6-dev": (("cc", "gcc"), "the failing writes"),
    "xvfb": (("Xvfb",), "the ways out of a terminal"),
    "xdotool": (("xdotool",), "the ways out of a terminal"),
}
"""What only the tests need: Debian's packages, the programs of which one is enough, the tests skipped without."""

DEEP_TOOLS = {"clamav-daemon": (("clamd", "/usr/sbin/clamd"), "a virus scanner that is not ours")}
"""What only the long runs need."""


def install_tools(tools: Mapping[str, tuple[tuple[str, ...], str]]) -> None:
    """Have the system's tools for the tests, installed with apt where that is allowed."""
    missing = [packages for packages, (programs, _) in tools.items() if not any(map(shutil.which, programs))]
    if missing and not apt(*" ".join(missing).split()):
        for packages in missing:
            print(f"No {packages} here, and none could be installed: {tools[packages][1]} will be skipped.")


def install_peers() -> None:
    """Have the programs of others from npm that ours are compared with."""
    npm, oracles = shutil.which("npm"), ROOT / "tests" / "oracles"
    peers = oracles / "package.json"
    if npm is None or shutil.which("node") is None:
        print("No Node and npm here: what is compared with programs of others will be skipped.")
    elif any(not (oracles / "node_modules" / name).exists() for name in json.loads(peers.read_text())["dependencies"]):
        subprocess.call([npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"], cwd=oracles)


def apt(*packages: str) -> bool:
    """Install Debian packages when we may; return whether it worked."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL)
    return subprocess.call(["apt-get", "install", "-y", "-qq", *packages], env=quiet, stdout=subprocess.DEVNULL) == 0


def compile_messages() -> int:
    """Compile every ``.po`` whose ``.mo`` is missing or older."""
    stale = [
        source
        for source in (ROOT / "locales").glob("*/LC_MESSAGES/*.po")
        if not source.with_suffix(".mo").exists() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    for source in stale:
        must(PYTHON, "-m", "babel.messages.frontend", "-q", "compile", "-i", source, "-o", source.with_suffix(".mo"))
    return 0


def uv_environment() -> dict[str, str]:
    """Return the environment for uv, which does not read pip's own settings."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for ours, theirs in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        answer = subprocess.run(
            [PYTHON, "-m", "pip", "config", "get", f"global.{ours}"], capture_output=True, text=True, check=False
        )
        value = os.environ.get(f"PIP_{ours.replace('-', '_').upper()}") or answer.stdout.strip()
        if value and theirs not in environment:
            environment[theirs] = value
    return environment


def call(*command: object, environment: dict[str, str] | None = None) -> int:
    """Run a command in the project's root and return its exit code.

    Python may always keep what it compiled (in ``__pycache__``, which git ignores): compiling everything anew costs
    every start several seconds.
    """
    kept = {**(environment or os.environ)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return subprocess.call([str(word) for word in command], cwd=ROOT, env=kept)
    except KeyboardInterrupt:
        return 130


def must(*command: object, environment: dict[str, str] | None = None) -> None:
    """Run a command; end with its exit code when it fails."""
    if code := call(*command, environment=environment):
        print("This step failed:", *command)
        sys.exit(code)


if __name__ == "__main__":
    sys.exit(main())
