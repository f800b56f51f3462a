"""A print system as CUPS' commands show it: three small programs over one folder."""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

_PROGRAM = """#!{python} -I
import pathlib, sys, time
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
        if said("mode") == "hangs":
            time.sleep(60)
        number = int(said("last") or 0) + 1
        (spool / "last").write_text(str(number))
        (spool / f"job-Q-{{number}}").write_bytes(sys.stdin.buffer.read())
        print(f"request id is Q-{{number}} (0 file(s))")
    case "lpstat" if "-o" in sys.argv:
        looks = int(said("looks") or 0) + 1
        (spool / "looks").write_text(str(looks))
        if said("mode") == "works" and looks > 2:
            for job in jobs:
                job.rename(spool / job.name.replace("job-", "printed-"))
            jobs = []
        for job in jobs:
            print(f"{{job.name[4:]}} kiosk 1024 Sun Nov 22 10:00:00 2026")
    case "lpstat":
        if said("mode") == "gone":
            sys.exit("lpstat: Invalid destination name in list")
        print("printer Q is idle.  enabled since Sun Nov 22 10:00:00 2026")
        print("\\tAlerts: " + (said("alerts") or "none"))
    case "cancel":
        for job in jobs:
            if "-a" in sys.argv or job.name[4:] in sys.argv:
                job.unlink()
"""


class Cups:
    """A print system in ``folder``; ``mode`` is ``works | stuck | gone | hangs``."""

    def __init__(self, folder: Path, mode: str = "works") -> None:
        self.spool, programs = folder / "spool", folder / "bin"
        for made in (self.spool, programs):
            made.mkdir(parents=True)
        for name in ("lp", "lpstat", "cancel"):
            program = programs / name
            program.write_text(_PROGRAM.format(python=sys.executable, spool=str(self.spool), name=name))
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
