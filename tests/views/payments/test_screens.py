"""The list of bills and the page of a bill as they are drawn."""

import pytest

from api_client.models import Bill
from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.payments.test_bill_model import tell_portal
from tests.views.screens import assert_whole, says, until
from views.payments.screen import BillPage, PayPage


async def billed(follower: Follower) -> Bill:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.tracking.refresh()
    return follower.tracking.list()[0].dossier.bills[0]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_bill_is_told_in_figures_and_words(follower: Follower, language: str) -> None:
    bill = await billed(follower)
    screen = await shown_page(BillPage, bill_id=bill.id, within=follower.around(language))
    assert_whole(screen)
    assert says(screen, {"vi": "16.000\u00a0₫", "en": "16,000\u00a0₫"}[language])
    assert says(screen, {"vi": "Mười sáu nghìn đồng", "en": "ixteen thousand"}[language])
    assert says(screen, {"vi": "Chưa thanh toán", "en": "Not paid yet"}[language])
    listed = await shown_page(PayPage, within=follower.around(language))
    assert_whole(listed)
    assert says(listed, {"vi": "Cần trả", "en": "To pay"}[language])


async def test_a_transfer_shows_payee_bank_account_content_and_expiry(follower: Follower) -> None:
    bill = await billed(follower)
    screen = await shown_page(BillPage, bill_id=bill.id, within=follower.around("vi"))
    await screen.press("Chuyển khoản bằng VietQR")
    await until(screen, lambda: says(screen, "Người nhận"))
    assert_whole(screen)
    attempt = follower.payments.find_attempt(bill.id)
    assert attempt is not None
    assert attempt.payment is not None
    order = attempt.payment.vietqr
    assert order is not None
    for words in (order.payee, order.bank_name, order.content, "Hết hạn lúc"):
        assert says(screen, words), words
    assert says(screen, "Chỉ trả nếu ứng dụng ngân hàng hiện đúng tên người nhận này.")
    await screen.press("Chép số tài khoản")
    await screen.press("Chép nội dung")
    await screen.press("Chép số tiền")
    assert follower.device.copied == [order.account, order.content, "16000"]
    await screen.press("Lưu ảnh mã QR")
    (picture,) = follower.device.saved.values()
    assert picture.startswith(b"\x89PNG")


async def test_at_a_terminal_used_by_many_the_code_is_shown_and_not_saved(follower: Follower) -> None:
    bill, around = await billed(follower), follower.around("vi")
    around.services.is_kiosk = True  # type: ignore[misc] # the harness gives a screen a part of the services, not frozen
    screen = await shown_page(BillPage, bill_id=bill.id, within=around)
    await screen.press("Chuyển khoản bằng VietQR")
    await until(screen, lambda: says(screen, "Người nhận"))
    assert_whole(screen)
    assert not any(control.key in ("save-qr", "copy-payload") for control in screen.controls())


async def test_a_computer_asks_to_scan_the_code_that_a_phone_in_the_hand_cannot_scan(follower: Follower) -> None:
    bill = await billed(follower)
    for layout, words in (
        ("desktop", "Scan the code with your banking app"),
        ("phone", "Transfer with your banking app"),
    ):
        screen = await shown_page(BillPage, bill_id=bill.id, within=follower.around("en", layout))  # type: ignore[arg-type] # one of its literals
        if layout == "desktop":
            await screen.press("Transfer with VietQR")
        await until(screen, lambda words=words, screen=screen: says(screen, words))


async def test_after_the_gateway_nobody_is_asked_to_pay_again(follower: Follower) -> None:
    bill = await billed(follower)
    screen = await shown_page(BillPage, bill_id=bill.id, within=follower.around("vi"))
    await screen.press("Ngân hàng, thẻ, ví")
    await until(screen, lambda: bool(follower.device.opened))
    assert "/sandbox/vnpay/pay?" in follower.device.opened[0]
    await until(screen, lambda: says(screen, "Đang kiểm tra với ngân hàng. Đừng trả lần nữa."))
    assert_whole(screen)
    assert "Ngân hàng, thẻ, ví" not in screen.texts()
    assert "Chuyển khoản bằng VietQR" not in screen.texts()


async def test_at_a_terminal_a_bill_that_is_paid_offers_no_way_to_pay_before_the_attempt_is_asked_about(
    follower: Follower,
) -> None:
    bill, around = await billed(follower), follower.around("vi")
    around.services.is_kiosk = True  # type: ignore[misc] # the harness gives a screen a part of the services, not frozen
    screen = await shown_page(BillPage, bill_id=bill.id, within=around)
    await screen.press("Ngân hàng, thẻ, ví")
    await until(screen, lambda: says(screen, "Trả bằng điện thoại của bạn"))
    assert "Chuyển khoản bằng VietQR" in screen.texts()
    attempt = follower.payments.find_attempt(bill.id)
    assert attempt is not None
    assert attempt.payment is not None
    await tell_portal(follower, attempt.payment)
    await follower.tracking.refresh()  # what the bill is comes first, then what became of the attempt
    await until(screen, lambda: says(screen, "Đã thanh toán"))
    assert "Chuyển khoản bằng VietQR" not in screen.texts()
