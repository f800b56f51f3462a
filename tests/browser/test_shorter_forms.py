"""Six forms from the procedure's page to the official code, in the running product, in either language.

One of them goes to several offices, one has cards."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.i18n.formats import VIETNAM
from forms.flow import Field
from tests.browser.filling import Citizen, answers
from tests.browser.running import DESKTOP, PHONE, KeyboardScreen, NewWindow, Product, Screen
from tests.reliability.profile import IS_DEEP, of_today

CODE = re.compile(r"X00\.\d+-\d{6}-\d{4,}")


@dataclass(frozen=True)
class Case:
    """One form, who files it and how: signed in before filling in, or only when submitting."""

    code: str
    fixture: str
    person: str
    language: str
    window: tuple[int, int]
    signs_in_first: bool = False
    kind: type[Screen] = Screen
    registered: Mapping[str, Any] = field(default_factory=dict)
    """Answers that follow from what the registers hold about the person."""

    @property
    def id(self) -> str:
        """``3.000347-vi-390``."""
        return f"{self.code}-{self.language}-{self.window[0]}"


LORRY = {"gplx_hang": "C1", "hang_moi": "C1"}
"""What the licence register holds about the sample driver, and the same class again."""

CASES = (
    Case("3.000347", "expiring_licence", "Phạm Quốc Dũng", "vi", PHONE, signs_in_first=True, registered=LORRY),
    Case("3.000722", "with_grandparents", "Vũ Thị Lan", "en", PHONE),
)
MORE_CASES = (
    Case("2.000033", "discount_two_provinces", "Đinh Thị Hoa", "en", DESKTOP, signs_in_first=True),
    Case("1.004873", "single_for_marriage", "Đỗ Minh Khôi", "vi", PHONE, kind=KeyboardScreen),
    Case("1.002759", "child_with_corrected_name", "Vũ Thị Lan", "en", DESKTOP),
    Case("1.004194", "family_with_relatives", "Đỗ Minh Khôi", "vi", DESKTOP),
)
"""A minute each: in the deep profile only, and the others by turns; ``tests/forms`` fills every form to its end."""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "anh.jpg"
    Image.effect_noise((900, 1200), 60).convert("RGB").save(path, quality=80)
    return path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", (*CASES, *MORE_CASES) if IS_DEEP else of_today(CASES, 1), ids=lambda case: case.id)
def test_a_shorter_form_is_filed(
    case: Case, photo: Path, new_window: NewWindow, start_product: Callable[..., Product]
) -> None:
    product = start_product("--lang", case.language)
    screen = case.kind.open(new_window(case.window, language=case.language), product)
    citizen = Citizen(screen, code=case.code, language=case.language, today=datetime.now(VIETNAM).date())
    if case.signs_in_first:
        screen.go("/sign-in?return=/account")
        sign_in(citizen, case.person)
        screen.sees(citizen.t("Sign out"))

    given = near({**answers(case.code, case.fixture), **case.registered}, citizen.today)
    known = fill_in(citizen, given)
    assert bool(known) == case.signs_in_first
    attach_papers(citizen, given, photo)
    review_shows_every_answer(citizen, given, known)
    declare(citizen)
    if not case.signs_in_first:
        screen.press(citizen.t("Sign in to submit the application"))
        sign_in(citizen, case.person)
    submit(citizen)


def near(given: dict[str, Any], today: date) -> dict[str, Any]:
    """Return sample answers with the dates that rules compare with today moved to where they were meant."""
    moved = {
        "gplx_het_han": today + timedelta(days=40),
        "km_tu": today + timedelta(days=20),
        "km_den": today + timedelta(days=40),
        "ks_ngay_sinh": today - timedelta(days=20),
        "tu_ngay": today - timedelta(days=10),
        "den_ngay": today + timedelta(days=700),
    }
    found = {**given, **{name: day.isoformat() for name, day in moved.items() if name in given}}
    if "gksk" in found:
        found["gksk"] = {**found["gksk"], "ngay": (today - timedelta(days=30)).isoformat()}
    return found


def fill_in(
    citizen: Citizen, given: dict[str, Any], *, seen: Callable[[str], None] = lambda _name: None
) -> frozenset[str]:
    """Fill in every step; return the pointers of what the registers already knew."""
    t, screen = citizen.t, citizen.screen
    screen.go(f"/procedures/{citizen.code}")
    screen.sees_title(t.text(citizen.procedure.name))
    seen("procedure")
    citizen.start()
    known: set[str] = set()
    for step in citizen.steps(given):
        screen.sees_title(t.text(step.title))
        seen(f"{step.id}-empty")
        known |= {field.pointer for field in step.fields if citizen.is_known(field)}
        citizen.fill_step(step, given)
        seen(step.id)
        citizen.go_on()
    return frozenset(known)


def attach_papers(
    citizen: Citizen, given: dict[str, Any], photo: Path, *, seen: Callable[[str], None] = lambda _name: None
) -> None:
    """Attach a photo to each paper that must be there; pass the page of papers if this case has any."""
    t, screen = citizen.t, citizen.screen
    needed = citizen.form.papers(given, today=citizen.today)
    if not needed:
        return
    screen.sees_title(t("Which papers do you have?"))
    seen("papers-empty")
    for one in needed:
        if one.required and one.paper.attach:
            screen.attach(t("Choose a photo or file: {paper}", paper=t.text(one.paper.title)), photo)
            screen.press(t("Use this photo"))
    seen("papers")
    citizen.go_on()


def review_shows_every_answer(citizen: Citizen, given: dict[str, Any], known: frozenset[str]) -> None:
    """What was answered stands on the page in words, with what changes it; what a register knew, with its source."""
    t, screen = citizen.t, citizen.screen
    screen.sees_title(t("Check your answers before submitting"))
    data = citizen.form.calculate(given, today=citizen.today)
    shown = [one for step in citizen.steps(given) for one in step.fields if answered(one)]
    words = plain(screen.words())
    for one in shown:  # several choices stand in the form's order, rows below each other, cell by cell
        parts = re.split(r"(?:^|\n)\d+\. |; |\n| · |: ", plain(citizen.form.stringify(one, data, t.language)))
        assert one.pointer in known or all(part in words for part in parts), one.pointer
    assert screen.button(re.compile("^" + re.escape(t("Change {what}", what="")))).count() >= len(shown) - 1


def plain(words: str) -> str:
    """Return the words with ordinary spaces."""
    return words.replace("\u00a0", " ")


def answered(field: Field) -> bool:
    """Return whether the person was asked for it and said something."""
    return field.kind != "declaration" and field.value not in (None, "", [], {})


def sign_in(citizen: Citizen, person: str) -> None:
    """Choose a sample person at the provider's own page and come back."""
    t, screen, page = citizen.t, citizen.screen, citizen.screen.page
    screen.press(t("Go to the sign-in page"))
    page.wait_for_url("**/oauth/authorize**", timeout=60_000)
    page.get_by_role("button", name=re.compile(person)).click()
    page.get_by_role("button", name=re.compile("Cho phép và đăng nhập|Allow and sign in")).click()
    page.wait_for_url(re.compile(re.escape(screen.product.origin)), timeout=30_000)
    screen.wake()


def declare(citizen: Citizen) -> None:
    """Tick every declaration; none is ticked before."""
    for declaration in citizen.form.declarations({}, today=citizen.today):
        label = citizen.t.text(declaration.label)
        expect(citizen.screen.page.get_by_role("checkbox", name=label)).not_to_be_checked()
        citizen.screen.tick(label)


def submit(citizen: Citizen) -> str:
    """Submit, and see the official code."""
    t, screen = citizen.t, citizen.screen
    screen.sees_title(t("Check your answers before submitting"))
    screen.press(t("Submit the application"))
    expect(screen.title).to_have_text(t("Your application has been submitted"), timeout=60_000)
    return shown_code(screen)


def shown_code(screen: Screen) -> str:
    """Return the official code, as soon as it is there: a title may come before what stands below it."""
    screen.sees(CODE)
    found = CODE.search(screen.words())
    assert found is not None
    return found.group()


@pytest.mark.timeout(300)
def test_what_a_step_holds_stays_through_another_language_back_and_forward(
    new_window: NewWindow, start_product: Callable[..., Product]
) -> None:
    product = start_product("--lang", "vi")
    screen = Screen.open(new_window(DESKTOP), product)
    vietnamese, english = (
        Citizen(screen, code="1.002759", language=language, today=datetime.now(VIETNAM).date())
        for language in ("vi", "en")
    )
    given = answers("1.002759", "lost_card")
    first, second = vietnamese.steps(given)[:2]
    screen.go("/procedures/1.002759")
    vietnamese.start()
    screen.sees_title(vietnamese.t.text(first.title))
    screen.enter_field("Họ và tên")
    assert stops_of_tab(screen, 4) == ["Nam", "Ngày sinh", "Sửa quốc tịch", "Dân tộc"]
    vietnamese.fill_step(first, given)

    screen.press("English")
    screen.sees_title(english.t.text(first.title))
    english.go_on()
    screen.sees_title(english.t.text(second.title))
    screen.page.go_back()
    screen.sees_title(english.t.text(first.title))
    screen.page.go_forward()
    screen.sees_title(english.t.text(second.title))
    screen.press(re.compile("^" + re.escape(english.t("Check and submit"))))
    screen.sees_title(english.t("Check your answers before submitting"))
    words = screen.words()
    for one in filter(answered, first.fields):
        assert english.form.stringify(one, given, "en") in words, one.pointer


def stops_of_tab(screen: Screen, count: int) -> list[str]:
    """Return the names of what the next presses of Tab reach."""
    names = []
    for _ in range(count):
        screen.leave_field()
        names.append(
            screen.page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText.trim()"
            )
        )
    return names
