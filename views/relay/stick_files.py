"""Files from a USB stick, where the office allows sticks: find one, list what of it is wanted, take one file."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import flet as ft

from app.kiosk.sticks import Listing, Stick, StickFile, StickProblem, Sticks
from views.design import Body, Button, Notice, Row, Small, Space, Stack
from views.platform.device import PickedFile
from views.relay.stick import stick_words
from views.shared.boundary import view
from views.shared.context import use_surroundings
from views.shared.hooks import use_once, use_task, use_value
from views.shared.told_apart import told_apart
from views.shared.unforeseen import released

Take = Callable[[PickedFile], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class StickFilesState:
    """Which sticks are there, and what is on the one that was looked into."""

    sticks: tuple[Stick, ...] = ()
    listing: Listing | None = None
    problem: StickProblem | None = None
    is_reading: bool = False


class StickFilesModel(ft.Observable):
    """What a person can intend with a stick that they brought.

    Args:
        sticks: The machine's.
        kinds: Ends of the names that are wanted.
        max_bytes: Of one file.
        take: Gets the file that was chosen.
    """

    state: StickFilesState

    def __init__(self, sticks: Sticks, *, kinds: tuple[str, ...], max_bytes: int, take: Take) -> None:
        super().__init__()
        self._sticks = sticks
        self._kinds = kinds
        self._max_bytes = max_bytes
        self._take = take
        self.state = StickFilesState()

    async def look(self) -> None:
        """Show which sticks are there now."""
        self.state = StickFilesState(await asyncio.to_thread(self._sticks.find))

    async def look_into(self, stick: Stick) -> None:
        """List what is wanted of a stick."""
        self.state = replace(self.state, is_reading=True, problem=None)
        with released(self, is_reading=False):
            found = await asyncio.to_thread(self._sticks.list, stick, self._kinds)
        listing, problem = (found, None) if isinstance(found, Listing) else (None, found)
        self.state = replace(self.state, listing=listing, problem=problem, is_reading=False)

    async def take(self, file: StickFile) -> None:
        """Read a file and hand it on."""
        self.state = replace(self.state, is_reading=True, problem=None)
        with released(self, is_reading=False):
            data = await asyncio.to_thread(self._sticks.read, file, max_bytes=self._max_bytes)
        self.state = replace(self.state, problem=data if isinstance(data, StickProblem) else None, is_reading=False)
        if isinstance(data, bytes):
            await self._take(PickedFile(file.name, data))


@view
def StickFiles(kinds: tuple[str, ...], max_bytes: int, none: str, take: Take) -> ft.Control:
    """The sticks, then the files of the one that was chosen.

    Args:
        kinds: Ends of the names that are wanted.
        max_bytes: Of one file.
        none: What to say of a stick that has none of them.
        take: Gets the file that was chosen.
    """
    around = use_surroundings()
    t, sticks = around.text, around.services.sticks
    assert sticks is not None
    model, _ = use_value(use_once(lambda: StickFilesModel(sticks, kinds=kinds, max_bytes=max_bytes, take=take)))
    use_task(model.look)
    state = model.state
    look = Button(t("Look for sticks"), model.look, kind="secondary", key="look-for-sticks")
    parts: list[ft.Control] = []
    if state.problem is not None:
        words = stick_words(state.problem, t)
        parts.append(Notice("error", t("The stick could not be used"), words, announced=True))
    if not state.sticks:
        parts += [Body(t("Put the stick in, then look for it.")), Row([look], wrap=True)]
    elif state.listing is None:
        shown = [
            Button(
                t("Show what is on: {stick}", stick=stick.name),
                partial(model.look_into, stick),
                kind="secondary",
                busy=state.is_reading,
                key=f"stick-{number}",
            )
            for number, stick in enumerate(state.sticks)
        ]
        parts.append(Row([*shown, look], wrap=True))
    else:
        parts += [*_files(state, state.listing, model, none), Row([look], wrap=True)]
    return Stack(parts, spacing=Space.M)


def _files(state: StickFilesState, listing: Listing, model: StickFilesModel, none: str) -> list[ft.Control]:
    around = use_surroundings()
    t, formats = around.text, around.formats
    names = told_apart({str(file.path): file.name for file in listing.files})
    return [
        *([Body(none)] if not listing.files else []),
        *([] if listing.is_all else [Small(t("Only the newest {count} are shown.", count=len(listing.files)))]),
        *(
            Button(
                t("Take {file}, {size}", file=names[str(file.path)], size=formats.file_size(file.size_bytes)),
                partial(model.take, file),
                kind="secondary",
                busy=state.is_reading,
                key=f"stick-file-{number}",
            )
            for number, file in enumerate(listing.files)
        ),
    ]
