"""The portal with one bare route beside its own: ``PUT /bare``, the least that an honest server does with a file.

It writes and hashes what comes, makes the file and its name durable, and tells the hash.
"""

import asyncio
import hashlib
import itertools
import os
import sys
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response

from portal.application import create_app
from portal.serving import make_ready
from portal.settings import settings_for
from portal.storage.folder import sync_folder


def main() -> None:
    folder, catalogue, port, url = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    settings = settings_for(folder, base_url=url, environment={})
    settings = replace(settings, catalogue_path=catalogue, max_body_bytes=2**40)
    make_ready(settings)
    app = create_app(settings)
    add_bare_route(app, folder / "bare")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, ws="none")


def add_bare_route(app: FastAPI, target: Path) -> None:
    numbers = itertools.count()

    async def bare(request: Request) -> Response:
        digest = hashlib.sha256()
        with target.with_suffix(f".{next(numbers)}").open("xb") as file:  # a new one each time, as ours is

            def write(block: bytes) -> None:
                file.write(block)
                digest.update(block)

            async for block in request.stream():
                await asyncio.to_thread(write, block)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        await asyncio.to_thread(sync_folder, target.parent)
        return Response(digest.hexdigest(), status_code=201)

    app.put("/bare")(bare)


if __name__ == "__main__":
    main()
