"""The portal with one bare route beside its own: ``PUT /bare`` writes the body to a file and makes it durable."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response

from portal.application import create_app
from portal.serving import make_ready
from portal.settings import settings_for


def main() -> None:
    folder, catalogue, port, url = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    settings = settings_for(folder, base_url=url, environment={})
    settings = replace(settings, catalogue_path=catalogue, max_body_bytes=2**40)
    make_ready(settings)
    app = create_app(settings)
    add_bare_route(app, folder / "bare")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, ws="none")


def add_bare_route(app: FastAPI, target: Path) -> None:
    async def bare(request: Request) -> Response:
        with target.open("wb") as file:
            async for block in request.stream():
                await asyncio.to_thread(file.write, block)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        return Response(status_code=201)

    app.put("/bare")(bare)


if __name__ == "__main__":
    main()
