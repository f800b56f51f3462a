"""A child's birth from the search to the result, in the running product, in either language, at the real desk."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image
from playwright.sync_api import Page, expect

from app.i18n.formats import VIETNAM
from tests.browser.filling import Citizen, answers
from tests.browser.running import DESKTOP, PHONE, KeyboardScreen, NewWindow, Product, Screen

SAMPLE_MOTHER = re.compile("Nguyễn Thị Mai")
SAMPLE_OFFICER = re.compile("Trịnh Thị Vân")


def draw_photo(folder: Path) -> Path:
    """A photo of a paper, as heavy as a phone makes one."""
    path = folder / "giay-chung-sinh.jpg"
    Image.effect_noise((1200, 1600), 60).convert("RGB").save(path, quality=80)
    return path


def draw_scan(folder: Path) -> Path:
    """A scanned paper as PDF."""
    path = folder / "ket-hon.pdf"
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=20)
    pdf.cell(text="Marriage certificate (sample)")
    pdf.output(str(path))
    return path


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("language", "window", "kind"),
    [("vi", PHONE, Screen), ("en", DESKTOP, KeyboardScreen)],
    ids=["vi-phone-pointer", "en-desktop-keyboard"],
)
def test_a_birth_is_filed_mended_paid_and_answered(
    language: str,
    window: tuple[int, int],
    kind: type[Screen],
    tmp_path: Path,
    new_window: NewWindow,
    start_product: Callable[..., Product],
) -> None:
    product = start_product("--lang", language)
    screen = kind.open(new_window(window, language=language), product)
    citizen = Citizen(screen, code="1.001193", language=language, today=datetime.now(VIETNAM).date())
    t = citizen.t
    photo, scan = draw_photo(tmp_path), draw_scan(tmp_path)

    find_by_what_people_type(screen, citizen)
    fill_in(citizen, photo, scan)
    submit(screen, citizen)
    code = the_code(screen)

    desk = Desk(new_window((1280, 900)).new_page(), product)
    desk.open(code)
    desk.ask_for_a_sharper_photo("giay_chung_sinh")
    mend_the_photo(screen, citizen, photo)

    desk.open(code)
    desk.do("accept")
    screen.sees_soon(t("Accepted"))
    pay_at_the_gateway(screen, citizen)

    desk.open(code)
    desk.do("start")
    desk.do("send-proof")
    agree_to_the_proof(screen, citizen)

    desk.open(code)
    desk.do("return-result")
    screen.sees_soon(t("Result returned"))
    screen.press(t("Open the result"))
    screen.sees(t("SAMPLE – NOT VALID"))


def find_by_what_people_type(screen: Screen, citizen: Citizen) -> None:
    t = citizen.t
    screen.write(t("Search for a service"), "dang ky khai sinh")
    name, summary = t.text(citizen.procedure.name), t.text(citizen.procedure.summary)
    screen.press(re.compile(rf"^{re.escape(name)}\s+{re.escape(summary)}"))
    screen.sees_title(t.text(citizen.procedure.name))
    citizen.start()


def fill_in(citizen: Citizen, photo: Path, scan: Path) -> None:
    t, screen = citizen.t, citizen.screen
    given = answers(citizen.code, "married_parents")
    given["ks_ngay_sinh"] = (citizen.today - timedelta(days=12)).isoformat()
    for step in citizen.steps(given):
        citizen.fill_step(step, given)
        citizen.go_on()
    birth, marriage = (paper for paper in citizen.procedure.papers if paper.id in ("giay_chung_sinh", "giay_ket_hon"))
    screen.attach(t("Choose a photo or file: {paper}", paper=t.text(birth.title)), photo)
    screen.press(t("Use this photo"))
    screen.attach(t("Choose a photo or file: {paper}", paper=t.text(marriage.title)), scan)
    screen.sees(scan.name)
    citizen.go_on()
    screen.sees_title(t("Check your answers before submitting"))
    screen.sees("NGUYỄN MẪU MINH AN")


def submit(screen: Screen, citizen: Citizen) -> None:
    t = citizen.t
    (declaration,) = citizen.form.declarations({}, today=citizen.today)
    box = screen.page.get_by_role("checkbox", name=t.text(declaration.label))
    expect(box).not_to_be_checked()
    screen.press(t("Sign in to submit the application"))
    screen.sees(t("One thing to look at again"))  # nobody declares by accident
    screen.tick(t.text(declaration.label))
    screen.press(t("Sign in to submit the application"))
    sign_in(screen, citizen)
    screen.sees_title(t("Check your answers before submitting"))
    expect(box).to_be_checked()
    screen.press(t("Submit the application"))
    expect(screen.title).to_have_text(t("Your application has been submitted"), timeout=60_000)
    screen.sees(t("Submitted, waiting for acceptance"))


def sign_in(screen: Screen, citizen: Citizen) -> None:
    t, page = citizen.t, screen.page
    screen.press(t("Go to the sign-in page"))
    page.wait_for_url("**/oauth/authorize**", timeout=60_000)
    page.get_by_role("button", name=SAMPLE_MOTHER).click()
    page.get_by_role("button", name=re.compile("Cho phép và đăng nhập|Allow and sign in")).click()
    page.wait_for_url(re.compile(re.escape(screen.product.origin)), timeout=30_000)
    screen.wake()


def the_code(screen: Screen) -> str:
    found = re.search(r"X00\.\d+-\d{6}-\d{4,}", screen.words())
    assert found is not None
    return found.group()


def mend_the_photo(screen: Screen, citizen: Citizen, photo: Path) -> None:
    t = citizen.t
    screen.press(t("Follow the application"))
    screen.sees_soon(t("Needs you: items to fix"))
    screen.sees("Ảnh bị mờ, không đọc được ngày giờ sinh")
    screen.press(t("Attach this paper again"))
    screen.sees_title(t("1 thing to fix"))
    (paper,) = (paper for paper in citizen.procedure.papers if paper.id == "giay_chung_sinh")
    screen.attach(t("Choose a photo or file: {paper}", paper=t.text(paper.title)), photo)
    screen.sees(photo.name)
    screen.press(t("Send to the office"))
    screen.sees_soon(t("The office has your answer."))
    screen.press(t("See the application"))
    screen.sees(t("Submitted, waiting for acceptance"))


def pay_at_the_gateway(screen: Screen, citizen: Citizen) -> None:
    t, page = citizen.t, screen.page
    screen.press(re.compile("16[.,]000"))
    screen.sees(t("Not paid yet"))
    screen.press(t("Bank, card or wallet"))
    page.wait_for_url("**/sandbox/vnpay/**", timeout=30_000)
    page.get_by_role("button", name=re.compile("^(Trả tiền|Pay)")).click()
    page.wait_for_url("**/payments/return**", timeout=30_000)
    page.get_by_role("link", name=re.compile("Một Cửa")).click()
    screen.wake()
    screen.sees_soon(t("Paid, confirmed by the State."))
    screen.press(t("See the application"))


def agree_to_the_proof(screen: Screen, citizen: Citizen) -> None:
    t = citizen.t
    screen.sees_soon(t("Needs you: check the draft"))
    screen.press(t("Check the draft"))
    screen.sees("NGUYỄN MẪU MINH AN")
    screen.sees(t("You have one day at most."))
    screen.press(t("It is right, I agree"))
    screen.sees_soon(t("The office has your answer."))
    screen.press(t("See the application"))


class Desk:
    """An officer of the sample office at the portal's desk."""

    def __init__(self, page: Page, product: Product) -> None:
        self.page = page
        self.address = ""
        self.base = f"http://127.0.0.1:{(product.data_dir / 'portal' / 'port').read_text().strip()}"

    def open(self, code: str) -> None:
        """Open one dossier, signing in and finding it in the queue the first time."""
        if self.address:
            self.page.goto(self.address)
            return
        self.page.goto(f"{self.base}/desk")
        if "/sign-in" in self.page.url or self.page.get_by_role("button", name="Đăng nhập").count():
            self.page.get_by_role("button", name="Đăng nhập").click()
            self.page.get_by_role("button", name=SAMPLE_OFFICER).click()
            self.page.get_by_role("button", name="Cho phép và đăng nhập").click()
        self.page.get_by_role("link", name=re.compile(re.escape(code))).first.click()
        self.page.wait_for_url("**/desk/dossiers/*")
        self.address = self.page.url

    def ask_for_a_sharper_photo(self, paper_id: str) -> None:
        """Name one paper, what is wrong with it and how to mend it."""
        self._unfold("ask")
        form = self.page.locator('form[action$="/ask"]')
        form.locator(f'input[name="paper:{paper_id}"]').check()
        form.locator(f'input[name="reason:{paper_id}"]').fill("Ảnh bị mờ, không đọc được ngày giờ sinh")
        form.locator(f'input[name="fix:{paper_id}"]').fill("Để giấy phẳng, đủ sáng, chụp trọn bốn góc")
        form.get_by_role("button").click()

    def do(self, word: str) -> None:
        """Carry out one action without more words."""
        self._unfold(word)
        self.page.locator(f'form[action$="/{word}"]').get_by_role("button").click()

    def _unfold(self, word: str) -> None:
        form = self.page.locator(f'form[action$="/{word}"]')
        form.wait_for(state="attached")  # count() below would not wait for the page that a link opens
        details = self.page.locator("details", has=form)
        if details.count() and details.first.get_attribute("open") is None:
            details.first.locator("summary").first.click()
