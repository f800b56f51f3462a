"""Signing in at the portal's own page and coming back, in the same tab."""

import re

from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import expect

from tests.browser.running import Screen


def test_a_sample_person_says_no_signs_in_and_out(screen: Screen) -> None:
    screen.go("/sign-in?return=/account")
    sign_in(screen, agrees=False)
    screen.wake()
    screen.sees("Bạn chưa đăng nhập")  # it comes back with a word, and nobody is signed in

    screen.go("/")
    screen.press("Tài khoản")
    screen.sees_title("Tài khoản")
    screen.press("Đăng nhập")
    screen.sees_title("Đăng nhập")
    sign_in(screen)
    screen.wake()
    screen.sees_title("Tài khoản")
    expect(screen.button("Đăng xuất")).to_be_attached()
    screen.press("Đăng xuất")
    screen.sees("Bạn chưa đăng nhập")


def sign_in(screen: Screen, *, agrees: bool = True) -> None:
    """Choose the first sample person at the provider's page; the portal may still be starting."""
    page = screen.page
    for _ in range(4):  # on a loaded machine the portal itself takes its time to start
        screen.press("Đến trang đăng nhập")
        try:
            page.wait_for_url("**/oauth/authorize**", timeout=25_000)
            break
        except TookTooLong:
            screen.sees("Cổng chưa trả lời")
    page.get_by_role("button", name=re.compile("NGUYỄN|TRẦN|LÊ", re.IGNORECASE)).first.click()
    page.get_by_role("button", name="Cho phép và đăng nhập" if agrees else "Không cho phép").click()
    page.wait_for_url(re.compile(re.escape(screen.product.origin)), timeout=30_000)
