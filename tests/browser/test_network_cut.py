"""The line goes in the middle of filling in, or of a file: what waits is shown, and it is sent by itself."""

import hashlib
import re
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from app.i18n.formats import VIETNAM
from tests.browser.filling import Citizen, answers
from tests.browser.portal_apart import PortalApart
from tests.browser.running import DESKTOP, NewWindow, Product, Screen
from tests.browser.test_shorter_forms import CODE, attach_papers, declare, shown_code, sign_in

FORM = "1.002759"
GIVEN = {
    **answers(FORM, "lost_card"),
    "i18": "doi_thong_tin",
    "i18_noi_dung": "Sửa nơi đăng ký khai sinh trên thẻ",
    "i14": {"noi_khai_sinh": "phường Mẫu, TP Hà Nội"},
}
MINUTE = r"\d\d:\d\d"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "giay-khai-sinh.jpg"
    Image.effect_noise((900, 1200), 60).convert("RGB").save(path, quality=80)
    return path


@pytest.fixture
def large_photo(tmp_path: Path) -> Path:
    """A photo that goes in a dozen pieces."""
    path = tmp_path / "giay-khai-sinh.jpg"
    Image.effect_noise((3000, 3200), 90).convert("RGB").save(path, quality=90)
    assert 5_000_000 < path.stat().st_size < 10 * 1024 * 1024
    return path


@pytest.mark.timeout(400)
def test_a_cut_line_costs_no_key_and_files_once_when_it_is_back(
    tmp_path: Path, photo: Path, context: BrowserContext, start_product: Callable[..., Product]
) -> None:
    with PortalApart(tmp_path / "portal") as portal:
        product = start_product("--lang", "vi", "--portal-url", portal.url)
        screen = Screen.open(context, product)
        citizen = Citizen(screen, code=FORM, language="vi", today=datetime.now(VIETNAM).date())
        screen.go("/sign-in?return=/account")
        sign_in(citizen, "Nguyễn Thị Mai")
        screen.sees("Đăng xuất")

        fill_in(citizen, portal, photo)
        submit_without_a_line(citizen)
        outbox_says_what_waits(screen, citizen)
        address = route(screen)

        product.kill()
        screen.page.close()
        product.start()
        again = Screen.open(context, product, "/applications/outbox")
        outbox_says_what_waits(again, citizen)
        assert portal.dossier_codes() == []

        again.go(address)
        again.sees("Chờ gửi · chưa nộp")
        portal.start()
        expect(again.title).to_have_text("Đã nộp hồ sơ", timeout=150_000)  # by itself, under a ceiling of 120 s
        again.sees("Đã nộp, chờ tiếp nhận")
        assert portal.dossier_codes() == [shown_code(again)]


@pytest.mark.timeout(400)
def test_a_line_cut_within_a_file_says_not_filed_and_the_rest_follows_by_itself(
    tmp_path: Path, large_photo: Path, new_window: NewWindow, start_product: Callable[..., Product]
) -> None:
    with PortalApart(tmp_path / "portal") as portal:
        product = start_product("--lang", "en", "--portal-url", portal.url)
        screen = Screen.open(new_window(DESKTOP, language="en"), product)
        citizen = Citizen(screen, code=FORM, language="en", today=datetime.now(VIETNAM).date())
        screen.go("/sign-in?return=/account")
        sign_in(citizen, "Nguyễn Thị Mai")
        screen.sees("Sign out")
        screen.go(f"/procedures/{FORM}")
        citizen.start()
        for step in citizen.steps(GIVEN):
            citizen.fill_step(step, GIVEN)
            citizen.go_on()
        attach_papers(citizen, GIVEN, large_photo)
        screen.sees_title("Check your answers before submitting")
        declare(citizen)

        cutting = threading.Thread(target=portal.cut_within_a_file)
        cutting.start()
        screen.press("Submit the application")
        cutting.join(60)
        received, length = portal.upload()
        assert 0 < received < length == large_photo.stat().st_size
        screen.sees("Waiting to send · not filed")
        screen.sees("Not filed. We send it when there is a network. Keep the app.")
        screen.sees("No network")
        screen.sees(re.compile(r"0 of 1 files · .* of .*MB"))
        assert not CODE.search(screen.words())
        assert portal.dossier_codes() == []

        portal.start()
        expect(screen.title).to_have_text("Your application has been submitted", timeout=150_000)
        screen.sees("Submitted, waiting for acceptance")
        assert portal.dossier_codes() == [shown_code(screen)]
        assert portal.filed_sha256() == [hashlib.sha256(large_photo.read_bytes()).hexdigest()]


def fill_in(citizen: Citizen, portal: PortalApart, photo: Path) -> None:
    """Fill in everything; the line goes after the first step, nobody notices."""
    t, screen = citizen.t, citizen.screen
    screen.go(f"/procedures/{FORM}")
    citizen.start()
    first, *others = citizen.steps(GIVEN)
    screen.sees_title(t.text(first.title))
    screen.sees(re.compile("Lấy từ dữ liệu dân cư"))  # the registers have answered: what they know is not asked
    citizen.fill_step(first, GIVEN)
    portal.cut()
    citizen.go_on()
    for step in others:
        citizen.fill_step(step, GIVEN)
        screen.sees(re.compile(rf"Đã lưu trên máy này lúc {MINUTE}\. Chưa nộp\."))
        citizen.go_on()
    attach_papers(citizen, GIVEN, photo)
    screen.sees_title("Kiểm tra lại trước khi nộp")
    screen.sees(GIVEN["i18_noi_dung"])
    screen.sees(GIVEN["i14"]["noi_khai_sinh"])


def submit_without_a_line(citizen: Citizen) -> None:
    t, screen = citizen.t, citizen.screen
    (declaration,) = citizen.form.declarations({}, today=citizen.today)
    screen.tick(t.text(declaration.label))
    screen.press("Nộp hồ sơ")
    screen.sees("Chờ gửi · chưa nộp")
    screen.sees("Chưa nộp. Máy sẽ tự gửi khi có mạng. Đừng xóa ứng dụng.")
    screen.sees("Không có mạng")
    assert not CODE.search(screen.words())


def outbox_says_what_waits(screen: Screen, citizen: Citizen) -> None:
    """What, why, since when, when it was and will be tried."""
    address = route(screen)
    screen.go("/applications/outbox")
    screen.sees("Chờ gửi · chưa nộp")
    screen.sees(citizen.t.text(citizen.procedure.name))
    screen.sees("Không có mạng")
    for fact in ("Waiting since", "Last try", "Next try"):
        screen.sees(citizen.t(fact))
    if address != "/applications/outbox":
        screen.go(address)


def route(screen: Screen) -> str:
    """Return where the tab is."""
    return "/" + screen.page.url.split("/", 3)[3]
