"""A step read aloud: the button where there is a voice, what is read, and when it ends."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import flet as ft
import pytest

from tests.harness import Shown, shown, shown_page
from tests.views.forms.device import MARRIED, Device, around
from tests.views.screens import assert_whole, says, until
from views.forms.screen import StepPage
from views.platform.voice import Voice
from views.shared.hooks import use_value
from views.shared.read_aloud import ReadAloud


class Reader:
    """A window that notes what it is to read."""

    def __init__(self, *languages: str) -> None:
        self.voice = Voice()
        self.voice.languages = frozenset(languages)
        self.read: list[tuple[tuple[str, ...], str]] = []

    @property
    def spoken(self) -> str | None:
        return self.voice.spoken

    def can_speak(self, language: str) -> bool:
        return language in self.voice.languages

    async def speak(self, parts: Sequence[str], language: str) -> str:
        self.read.append((tuple(parts), language))
        token = self.voice.offer(parts, language)
        for _ in range(50):  # the page's answer takes a while: the screen is drawn meanwhile
            await asyncio.sleep(0)
        return token

    async def stop(self) -> None:
        self.voice.be_quiet()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        return self.voice.subscribe(listener)


async def opened(device: Device, speech: Reader | None, language: str = "vi", **answers: Any) -> Shown:
    """The step of the child's own data."""
    draft = await device.begin({**MARRIED, **answers})
    screen = await shown_page(StepPage, draft.id, "tre", within=around(device, language, speech=speech))
    await until(screen, lambda: bool(screen.all(ft.TextField)))
    return screen


@pytest.mark.parametrize("languages", [None, (), ("en",)])
async def test_no_button_stands_where_no_voice_speaks_the_language(
    device: Device, languages: tuple[str, ...] | None
) -> None:
    screen = await opened(device, Reader(*languages) if languages is not None else None)
    assert not says(screen, "Đọc to")


async def test_the_button_comes_with_the_voice(device: Device) -> None:
    speech = Reader()
    screen = await opened(device, speech)
    assert speech.voice.hear(b'{"languages": ["vi"]}')
    await until(screen, lambda: says(screen, "Đọc to"))


@pytest.mark.parametrize(
    ("language", "button", "stop"), [("vi", "Đọc to", "Dừng đọc"), ("en", "Read aloud", "Stop reading")]
)
async def test_a_step_is_read_as_it_stands_without_answers_until_pressed_again(
    device: Device, language: str, button: str, stop: str
) -> None:
    speech = Reader("vi", "en")
    screen = await opened(device, speech, language)
    await screen.press(button)
    await until(screen, lambda: says(screen, stop))
    assert_whole(screen)
    [(words, spoken)] = speech.read
    assert spoken == language
    shown = screen.texts()
    once = [shown.index(part) for part in words if words.count(part) == shown.count(part) == 1]
    assert once == sorted(once)
    assert len(once) > 10
    assert not any("MẪU" in part or "Kinh" in part for part in words)
    await screen.press(stop)
    await until(screen, lambda: says(screen, button))
    assert speech.spoken is None


async def test_what_is_wrong_is_read_after_its_question(device: Device) -> None:
    speech = Reader("vi")
    screen = await opened(device, speech, ks_ho_ten="")
    await screen.press("Tiếp tục")
    await screen.press("Đọc to")
    await until(screen, lambda: says(screen, "Dừng đọc"))
    [(words, _)] = speech.read
    after = words[words.index("Họ, chữ đệm, tên của trẻ") :]
    assert after[2] == "Nhập họ tên của trẻ."
    assert says(screen, after[2])


async def test_a_text_read_to_its_end_leaves_the_button_as_it_was(device: Device) -> None:
    speech = Reader("vi")
    screen = await opened(device, speech)
    await screen.press("Đọc to")
    await until(screen, lambda: says(screen, "Dừng đọc"))
    assert speech.voice.hear(b'{"ended": "%s"}' % (speech.spoken or "").encode())
    await until(screen, lambda: says(screen, "Đọc to"))


@pytest.mark.parametrize("is_own", [True, False])
async def test_leaving_stops_the_own_text_and_no_other(is_own: bool) -> None:
    speech = Reader("vi", "en")
    leave: list[Callable[[], None]] = []

    @ft.component
    def Somewhere() -> ft.Control:
        is_here, set_here = use_value(True)
        leave[:] = [lambda: set_here(False)]
        return ft.Column([ReadAloud(speech, lambda: ("one",), "this")] if is_here else [])

    screen = await shown(Somewhere)
    await screen.press("Read aloud: this")
    await until(screen, lambda: says(screen, "Stop reading"))
    assert speech.spoken is not None
    other = None if is_own else await speech.speak(["two"], "en")
    leave[0]()
    await until(screen, lambda: not screen.texts())
    assert speech.spoken == other


async def test_help_in_place_is_read_once_it_is_unfolded(device: Device) -> None:
    speech = Reader("vi")
    screen = await opened(device, speech)
    assert not says(screen, "Đọc to: ")
    await screen.press("Vì sao hỏi ngày sinh của trẻ?")
    await screen.press("Đọc to: ngày sinh của trẻ")
    await until(screen, lambda: says(screen, "Dừng đọc"))
    assert_whole(screen)
    [((why,), _)] = speech.read
    assert why in screen.texts()
    await screen.press("Vì sao hỏi ngày sinh của trẻ?")
    await until(screen, lambda: speech.spoken is None)
