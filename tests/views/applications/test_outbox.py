"""The outbox as it is drawn: how far each file is, and what the person wants of sending."""

import pytest

from app.i18n import Translator
from app.outbox.model import Reason
from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.applications.outbox_screen import OutboxPage


class MobileData:
    """A phone without Wi-Fi."""

    is_metered: bool | None = True


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_waits_can_be_paused_put_first_and_kept_for_wifi(follower: Follower, language: str) -> None:
    t = Translator(language)
    await follower.sign_in()
    for draft in [await follower.fill_in_birth(), await follower.fill_in_birth()]:
        await follower.submit(draft)
    first, second = follower.outbox.parcels()
    network = MobileData()
    follower.outbox._network = follower.outbox._rounds._network = network
    screen = await shown_page(OutboxPage, within=follower.around(language))
    assert_whole(screen)
    seen = len(follower.network.seen.requests)

    await screen.send(screen.find("wifi-only"), "change")
    await until(screen, lambda: says(screen, t("It waits for Wi-Fi")))
    assert_whole(screen)
    assert await follower.outbox.step(follower.clock()) == ()
    network.is_metered = False
    await screen.send(screen.find(f"pause-{first.id}"), "click")
    await until(screen, lambda: says(screen, t("You paused it")))
    assert_whole(screen)
    for _ in range(3):
        await follower.outbox.step(follower.clock())
    assert follower.outbox.find(first.id).files[0].upload_url is None
    assert follower.outbox.find(second.id).files[0].upload_url is not None
    assert len(follower.network.seen.requests) > seen
    await screen.send(screen.find(f"resume-{first.id}"), "click")
    await until(screen, lambda: not says(screen, t("You paused it")))

    await screen.send(screen.find(f"first-{second.id}"), "click")
    await until(screen, lambda: [parcel.id for parcel in follower.outbox.parcels()] == [second.id, first.id])
    last = first.files[-1].attachment
    await screen.send(screen.find(f"file-first-{last.id}"), "click")
    await screen.send(screen.find(f"first-{first.id}"), "click")
    await follower.outbox.step(follower.clock())
    assert [file.upload_url is not None for file in follower.outbox.find(first.id).files] == [False, True]
    assert_whole(screen)
    await follower.restart()
    assert [parcel.id for parcel in follower.outbox.parcels()] == [first.id, second.id]
    assert follower.outbox.wishes.now.wifi_only


async def test_where_the_device_cannot_tell_there_is_no_choice_of_wifi(follower: Follower) -> None:
    await follower.sign_in()
    await follower.submit(await follower.fill_in_birth())
    screen = await shown_page(OutboxPage, within=follower.around())
    (parcel,) = follower.outbox.parcels()
    assert {control.key for control in screen.controls()} & {f"pause-{parcel.id}", "wifi-only"} == {
        f"pause-{parcel.id}"
    }


async def test_what_rested_taken_back_and_submitted_again_does_not_rest(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    await follower.submit(draft)
    (before,) = follower.outbox.parcels()
    await follower.outbox.wishes.pause(before.id)
    await follower.outbox.cancel(before.id)
    await follower.submit(draft)
    (again,) = follower.outbox.parcels()
    assert again.id == before.id
    assert again.reason is not Reason.PAUSED
    assert await follower.outbox.step(follower.clock())
