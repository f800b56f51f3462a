"""A line of so many megabits a second: what goes through here is as fast as a home's connection, not as a loopback."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_BLOCK = 64 * 1024


@contextmanager
def line(port: int, *, megabits: int) -> Iterator[int]:
    """Give a port whose connections go to ``port``, each way at most ``megabits`` a second."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    served: list[asyncio.Server] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pass_on(reader, back, megabits), _pass_on(there, writer, megabits))

    async def serve() -> None:
        served.append(await asyncio.start_server(relay, "127.0.0.1", 0))
        ready.set()

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(serve(), loop)
    ready.wait()
    try:
        yield int(served[0].sockets[0].getsockname()[1])
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, megabits: int) -> None:
    """Pass blocks on, none before the line would have carried those before it."""
    time = asyncio.get_running_loop().time
    free_at = time()
    try:
        while block := await reader.read(_BLOCK):
            free_at = max(free_at, time()) + 8 * len(block) / (megabits * 1e6)
            await asyncio.sleep(max(0.0, free_at - time()))
            writer.write(block)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
