"""Wait for real services, which take as long as the machine lets them."""

import asyncio
from collections.abc import Callable


async def eventually(condition: Callable[[], object], *, seconds: float = 20.0) -> None:
    """Return once ``condition`` holds; a machine under load is waited for, a broken promise is not.

    Raises:
        AssertionError: It did not come to hold within ``seconds``.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.01)
