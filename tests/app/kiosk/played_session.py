"""A session as the keeper's tests play it: speaks the channel's words and misbehaves as the order's service asks.

Standard library only, so that a test starts many; run as a program.
"""

import json
import os
import signal
import subprocess
import sys
import time


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


def main() -> None:
    say(warm=True)
    line = sys.stdin.readline()
    if not line:
        return
    order = json.loads(line)
    settings = json.loads(order["settings"])
    role = (settings["services"] or ["stays"])[0]
    with open(os.path.join(order["folder"], "written"), "w") as file:
        file.write("a citizen's words")
    os.makedirs(os.path.join(order["folder"], "deep", "er"))
    say(ready="http://127.0.0.1:1/?key=x")
    say(drawn=True)
    if role == "ends":
        say(end="button")
    elif role == "crashes":
        os.kill(os.getpid(), signal.SIGKILL)
    elif role == "hides":  # a grandchild in a session of its own, whose parent is gone, that ignores all it may
        code = "import signal,time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]; time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", f"import os\nif os.fork() == 0:\n os.setsid()\n {code}"]).wait()
        say(end="button")
    elif role == "asks":
        for pin in ("000000", "123456", "999999"):
            say(pin=pin)
            say(answered=json.loads(sys.stdin.readline())["is"])
        say(end="staff")
    elif role == "babbles":
        print("not JSON", flush=True)
        print('["no", "object"]', flush=True)
        print(json.dumps({"end": "no such reason"}), flush=True)
    elif role in ("sets", "stops"):
        if settings["pin_hash"]:
            say(pin="123456")
            sys.stdin.readline()
        settings_to = {**settings, "services": ["ends"], "name": "Máy mới", "portal_url": ""}
        say(**({"settings": json.dumps(settings_to)} if role == "sets" else {"stop": True}))
        sys.stdin.readline()
        say(end="staff")
    while True:
        say(alive=True)
        time.sleep(0.2 if role != "hangs" else 3600)


if __name__ == "__main__":
    main()
