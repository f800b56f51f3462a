"""A print system as CUPS' commands show it: small programs over one folder."""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

_PROGRAM = """#!{python} -I
import os, pathlib, pwd, sys, time
spool = pathlib.Path({spool!r})
def said(name):
    file = spool / name
    return file.read_text() if file.exists() else ""
with (spool / "calls").open("a") as calls:
    calls.write("{name} " + " ".join(sys.argv[1:]) + "\\n")
jobs = sorted(spool.glob("job-*"))
match "{name}":
    case "lp":
        if said("mode") == "gone":
            sys.exit("lp: Error - The printer or class does not exist.")
        number = int(said("last") or 0) + 1
        (spool / "last").write_text(str(number))
        (spool / f"job-Q-{{number}}").write_bytes(sys.stdin.buffer.read())
        if said("mode") == "hangs":
            time.sleep(60)
        print(f"request id is Q-{{number}} (0 file(s))")
    case "lpstat" if said("mode") == "gone":
        sys.exit("lpstat: Invalid destination name in list")
    case "lpstat" if "-o" in sys.argv:
        looks = int(said("looks") or 0) + 1
        (spool / "looks").write_text(str(looks))
        if said("mode") == "wakes" and looks == 1:
            time.sleep(60)
        ended = {{"works": "printed-", "forgets": "printed-", "aborts": "aborted-", "cancels": "canceled-"}}
        if (become := ended.get(said("mode"))) and looks > 2:
            for job in jobs:
                job.rename(spool / job.name.replace("job-", become))
            jobs = []
        for job in jobs:
            owner = "unknown" if job.name.startswith("job-Q-{others}") else pwd.getpwuid(os.getuid()).pw_name
            print(f"{{job.name[4:]}} {{owner}} 1024 Sun Nov 22 10:00:00 2026")
    case "lpstat" if "-H" in sys.argv:
        print(spool / "cups.sock")
    case "ipptool" if said("mode") == "forgets":
        print("client-error-not-found")
    case "ipptool":
        address, question = sys.argv[-2:]
        assert "requested-attributes job-state" in pathlib.Path(question).read_text()
        assert address.startswith("ipp://localhost/jobs/")
        [job] = spool.glob("*-Q-" + address.rpartition("/")[2])
        states = {{"printed": "completed", "job": "processing-stopped" if said("mode") == "stops" else "processing"}}
        kind = job.name.partition("-")[0]
        print("        job-state (enum) = " + states.get(kind, kind))
    case "lpstat":
        print("printer Q is idle.  enabled since Sun Nov 22 10:00:00 2026")
        print("\\tAlerts: " + (said("alerts") or "none"))
    case "cancel" if "-a" in sys.argv or "-u" in sys.argv or any(word.startswith("Q-{others}") for word in sys.argv):
        sys.exit("cancel: cancel-job failed: Forbidden")
    case "cancel":
        for job in jobs:
            if job.name[4:] in sys.argv and said("mode") != "keeps":
                job.unlink()
"""

OTHERS = "9000"
"""How the numbers of another account's jobs begin."""


class Cups:
    """A print system in ``folder``.

    Its ``mode`` is ``works | stuck | stops | aborts | cancels | forgets | gone | hangs | keeps | wakes``; one that
    ``wakes`` does not answer the first look at the queue.
    Jobs from number 90000 on are another account's, which CUPS neither names nor lets anybody else cancel.
    """

    def __init__(self, folder: Path, mode: str = "works") -> None:
        self.spool, programs = folder / "spool", folder / "bin"
        for made in (self.spool, programs):
            made.mkdir(parents=True)
        for name in ("lp", "lpstat", "cancel", "ipptool"):
            program = programs / name
            program.write_text(_PROGRAM.format(python=sys.executable, spool=str(self.spool), name=name, others=OTHERS))
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.environment: Mapping[str, str] = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        self.become(mode)

    def become(self, mode: str, *, alerts: str = "") -> None:
        """Behave like this from now on."""
        (self.spool / "mode").write_text(mode)
        (self.spool / "alerts").write_text(alerts)

    def printed(self) -> list[bytes]:
        """Return what came out."""
        return [file.read_bytes() for file in sorted(self.spool.glob("printed-*"))]

    def waiting(self) -> int:
        """Return how many prints wait."""
        return len(list(self.spool.glob("job-*")))

    def calls(self) -> str:
        """Return every command that was given."""
        return (self.spool / "calls").read_text()
