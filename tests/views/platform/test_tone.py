"""A terminal's page sounds a tone when it is asked to, and its absence breaks nothing."""

from views.platform.tone import sound


class Page:
    """Notes the addresses it is asked to open; a page that is gone answers as Flet does."""

    opened: tuple[str, ...] = ()

    def __init__(self, *, is_gone: bool = False) -> None:
        self._is_gone = is_gone

    async def launch_url(self, url: str, *, web_only_window_name: str | None = None) -> None:
        assert web_only_window_name == "_blank"  # should the script be missing, nothing is navigated away
        if self._is_gone:
            raise RuntimeError("Session closed")
        self.opened = (*self.opened, url)


async def test_each_tone_is_an_address_that_the_page_takes_for_itself() -> None:
    page = Page()
    await sound("asking", launcher=lambda: page)
    await sound("staff", launcher=lambda: page)
    assert page.opened == ("/kiosk/tone/asking", "/kiosk/tone/staff")


async def test_a_page_that_is_gone_breaks_nothing() -> None:
    await sound("staff", launcher=lambda: Page(is_gone=True))
