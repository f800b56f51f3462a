"""The browser window speaks in the page whose button was pressed."""

from views.platform.flet_speech import FletSpeech
from views.platform.voice import Voice


class Page:
    """Notes the addresses it is asked to open; a page that is gone answers as Flet does."""

    def __init__(self, *, is_gone: bool = False) -> None:
        self.opened: list[str] = []
        self._is_gone = is_gone

    async def launch_url(self, url: str, *, web_only_window_name: str | None = None) -> None:
        assert web_only_window_name == "_blank"  # should the script be missing, the form is not navigated away
        if self._is_gone:
            raise RuntimeError("Session closed")
        self.opened.append(url)


async def test_a_text_is_read_and_stopped_in_the_page_that_asked() -> None:
    pages = [Page(), Page()]
    voice, shown = Voice(), iter(pages)
    speech = FletSpeech(voice, launcher=lambda: next(shown))
    first = await speech.speak(["một"], "vi")
    await speech.stop()
    second = await speech.speak(["hai"], "vi")
    assert speech.spoken == second
    await speech.stop()
    assert speech.spoken is None
    assert [page.opened for page in pages] == [[f"/read-aloud/{one}", "/read-aloud/stop"] for one in (first, second)]
    assert voice.take(f"/read-aloud/{second}") is None


async def test_a_page_that_is_gone_reads_nothing_and_breaks_nothing() -> None:
    speech = FletSpeech(Voice(), launcher=lambda: Page(is_gone=True))
    await speech.speak(["một"], "vi")
    assert speech.spoken is None
    await speech.stop()


async def test_it_speaks_the_languages_that_the_page_told() -> None:
    voice = Voice()
    speech = FletSpeech(voice)
    assert not speech.can_speak("vi")
    assert voice.hear(b'{"languages": ["vi"]}')
    assert speech.can_speak("vi")
    assert not speech.can_speak("en")
