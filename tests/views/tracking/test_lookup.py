"""Both codes show how far an application is, and nothing about the person; one alone, or a wrong one, nothing."""

import pytest

from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.tracking.lookup_screen import LookupPage


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_both_codes_show_how_far_it_is_but_no_name(follower: Follower, language: str) -> None:
    dossier = await follower.file_birth()
    await follower.identity.sign_out()
    within = follower.around(language)
    screen = await shown_page(LookupPage, within=within)
    assert_whole(screen)
    await screen.write("code", f" {dossier.code.lower()} ")
    await screen.write("lookup-code", dossier.lookup_code.lower())
    await screen.press(within.text("Look it up"))
    await until(screen, lambda: says(screen, within.text("Progress")))
    assert_whole(screen)
    assert says(screen, dossier.code)
    assert says(screen, within.text.text(dossier.office.name))
    known = str(dossier.answers)
    assert "Nguyễn" in known or "NGUYỄN" in known
    assert not any(words in " ".join(screen.texts()) for words in ("Nguyễn", "NGUYỄN", dossier.subject_name))
    assert follower.tracking.list() == ()
    await screen.press(within.text("Look up another one"))
    assert not says(screen, dossier.code)


async def test_a_wrong_second_code_finds_nothing_and_too_many_tries_are_told(follower: Follower) -> None:
    dossier = await follower.file_birth()
    screen = await shown_page(LookupPage, within=follower.around())
    await screen.press("Look it up")
    assert says(screen, "Write the lookup code.")
    await screen.write("code", dossier.code)
    await screen.write("lookup-code", "WRONG")
    for _ in range(30):
        await screen.press("Look it up")
        await until(screen, lambda: says(screen, "No application has") or says(screen, "Too many tries"))
        if says(screen, "Too many tries"):
            break
    assert says(screen, "Too many tries with this code")
    await screen.write("lookup-code", dossier.lookup_code)
    await screen.press("Look it up")
    await until(screen, lambda: says(screen, "Too many tries"))
    assert not says(screen, "Progress")


async def test_a_missing_code_is_said_and_gets_the_focus(follower: Follower) -> None:
    screen = await shown_page(LookupPage, within=follower.around())
    given: list[int] = []

    async def invoke(control_id: int, name: str, _arguments: object) -> None:
        given.append(control_id)

    screen.session.invoke_method = invoke  # type: ignore[assignment, method-assign] # the client's part
    await screen.write("lookup-code", "ABC234")
    for _ in range(2):
        await screen.send(screen.find("lookup-code"), "submit", "")
    assert says(screen, "Write the code of the application.")
    assert given == 2 * [screen.find("code")._i]
    await screen.write("lookup-code", "")
    await screen.write("code", "X00.01-261123-0001")
    await screen.press("Look it up")
    assert says(screen, "Write the lookup code.")
    assert given[2:] == [screen.find("lookup-code")._i]


async def test_without_a_network_it_says_so_and_keeps_what_was_typed(follower: Follower) -> None:
    dossier = await follower.file_birth()
    screen = await shown_page(LookupPage, within=follower.around())
    await screen.write("code", dossier.code)
    await screen.write("lookup-code", dossier.lookup_code)
    follower.is_offline = True
    await screen.press("Look it up")
    await until(screen, lambda: says(screen, "There is no connection to the portal now."))
    assert_whole(screen)
    follower.is_offline = False
    await screen.press("Look it up")
    await until(screen, lambda: says(screen, "Progress"))
