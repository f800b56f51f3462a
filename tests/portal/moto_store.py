"""An object store that is not ours, where it is installed: moto's, which can check signatures.

Source:
    moto's "Server mode" and "IAM-like Access Control": ``/moto-api/reset-auth`` takes how many actions are open to
    everybody; every later one is for keys that were made.
"""

import json
import math
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.portal.listening import free_port

MOTO = shutil.which("moto_server")
BUCKET = "papers"
ALL_OF_S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


class MotoStore:
    """A bucket, and the keys that open it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._ask_iam("CreateUser", UserName="portal")
        self._ask_iam("PutUserPolicy", UserName="portal", PolicyName="s3", PolicyDocument=json.dumps(ALL_OF_S3))
        keys = self._ask_iam("CreateAccessKey", UserName="portal")
        names = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey"}
        self.environment = {name: re.findall(f"<{tag}>(.+?)<", keys)[0] for name, tag in names.items()}
        httpx.put(f"{url}/{BUCKET}", headers=_unsigned("s3")).raise_for_status()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Serve only who signs with the right keys.

        Not all of the time: moto 5.2.1 takes a list's query for another than was signed when its prefix has a slash.
        """
        self._leave_open(0)
        try:
            yield
        finally:
            self._leave_open(math.inf)

    def _leave_open(self, actions: float) -> None:
        httpx.post(f"{self.url}/moto-api/reset-auth", content=str(actions)).raise_for_status()

    def storage_url(self, prefix: str = "portal") -> str:
        """Return the portal's storage URL of a folder of the bucket."""
        return f"s3://{BUCKET}/{prefix}?endpoint={self.url}"

    def _ask_iam(self, action: str, **fields: str) -> str:
        answer = httpx.post(self.url, data={"Action": action, **fields}, headers=_unsigned("iam"))
        return answer.raise_for_status().text


def _unsigned(service: str) -> dict[str, str]:
    """Return what moto tells services apart by."""
    scope = f"x/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}


@contextmanager
def serve_moto(folder: Path) -> Iterator[MotoStore]:
    """Run moto's server on a free port of this machine."""
    assert MOTO is not None
    port = free_port()
    with (folder / "moto.log").open("wb") as said:
        command = [MOTO, "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        _wait_for(f"http://127.0.0.1:{port}/moto-api/")
        yield MotoStore(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline, "moto does not answer"
            time.sleep(0.05)
