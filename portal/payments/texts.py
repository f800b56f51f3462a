"""What the payment pages say, in both languages."""

from collections.abc import Mapping

Text = Mapping[str, str]

SAMPLE: Text = {"vi": "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", "en": "SAMPLE – NOT VALID"}
NO_MONEY: Text = {
    "vi": "Trang thử. Không có tiền thật và không hỏi số thẻ, mật khẩu hay mã OTP.",
    "en": "A trial page. No real money moves and nobody asks for a card number, password or OTP.",
}
GATEWAY_TITLE: Text = {"vi": "Cổng thanh toán thử", "en": "Sandbox payment gateway"}
PAY_TO: Text = {"vi": "Trả cho", "en": "Pay to"}
WHAT_FOR: Text = {"vi": "Nội dung", "en": "What for"}
AMOUNT: Text = {"vi": "Số tiền", "en": "Amount"}
REFERENCE: Text = {"vi": "Mã giao dịch", "en": "Transaction reference"}
APPROVE: Text = {"vi": "Trả tiền", "en": "Pay"}
NOT_ENOUGH: Text = {"vi": "Giả như không đủ tiền", "en": "Pretend there is not enough money"}
CANCEL: Text = {"vi": "Hủy giao dịch", "en": "Cancel the transaction"}
WHEN_TITLE: Text = {"vi": "Khi nào cổng báo cho Nhà nước?", "en": "When does the gateway tell the State?"}
WHEN: Mapping[str, Text] = {
    "now": {"vi": "Ngay", "en": "At once"},
    "late": {"vi": "Sau 20 giây", "en": "After 20 seconds"},
    "lost": {"vi": "Không báo (Nhà nước phải tự hỏi lại)", "en": "Never (the State has to ask by itself)"},
}
BAD_ORDER_TITLE: Text = {"vi": "Không mở được giao dịch", "en": "The transaction cannot be opened"}
BAD_ORDER: Text = {
    "vi": "Yêu cầu thanh toán không đúng chữ ký hoặc đã hết hạn. Chưa có tiền nào được trả. Hãy trở lại ứng dụng.",
    "en": "The payment order is not rightly signed or has expired. Nothing was paid. Go back to the app.",
}
RETURN_TITLE: Text = {"vi": "Đang kiểm tra với ngân hàng", "en": "Checking with the bank"}
RETURN: Text = {
    "vi": 'Đừng trả lần nữa. Nếu trả hai lần, số thừa sẽ ghi "chờ hoàn tiền".',
    "en": 'Do not pay again. Any double payment will show as "refund due".',
}
RETURN_DECIDES_NOTHING: Text = {
    "vi": "Trang này không quyết định gì. Kết quả hiện trong ứng dụng khi Nhà nước xác nhận.",
    "en": "This page decides nothing. The result appears in the app once the State confirms it.",
}
BACK: Text = {"vi": "Trở lại ứng dụng Một Cửa", "en": "Back to the Một Cửa app"}
CLOSE: Text = {
    "vi": "Bạn có thể đóng trang này và trở lại ứng dụng Một Cửa.",
    "en": "You can close this page and go back to the Một Cửa app.",
}
BANK_TITLE: Text = {"vi": "Ngân hàng thử", "en": "Sandbox bank"}
PAYLOAD: Text = {"vi": "Nội dung mã VietQR", "en": "VietQR payload"}
PAYLOAD_HINT: Text = {
    "vi": "Dán dãy ký tự của mã QR vào đây, hoặc điền hai ô bên dưới.",
    "en": "Paste the text of the QR code here, or fill in the two boxes below.",
}
CONTENT: Text = {"vi": "Nội dung chuyển khoản", "en": "Transfer content"}
AMOUNT_HINT: Text = {
    "vi": "Để trống nếu đã dán mã VietQR. Ghi số khác để thử trả thiếu hoặc thừa.",
    "en": "Leave empty if you pasted a VietQR code. Type another amount to try paying too little or too much.",
}
TRANSFER: Text = {"vi": "Chuyển tiền", "en": "Transfer"}
TRANSFERRED: Text = {"vi": "Đã chuyển tiền", "en": "Money transferred"}
NOT_TRANSFERRED: Text = {"vi": "Chưa chuyển tiền", "en": "Nothing transferred"}
BAD_TRANSFER: Text = {
    "vi": "Mã VietQR hoặc số tiền không đúng. Hãy dán lại cả dãy, hoặc điền nội dung và số tiền bằng chữ số.",
    "en": "The VietQR code or the amount is not right. Paste it whole again, or type content and amount in digits.",
}
OUTCOMES: Mapping[str, Text] = {
    "settled": {"vi": "Nhà nước đã xác nhận khoản này.", "en": "The State has confirmed this payment."},
    "over": {
        "vi": "Nhà nước đã xác nhận. Số trả thừa ghi là chờ hoàn tiền.",
        "en": "The State has confirmed it. What was paid too much shows as refund due.",
    },
    "partial": {
        "vi": "Số tiền chưa đủ nên chưa được tính. Toàn bộ ghi là chờ hoàn tiền.",
        "en": "It is too little and does not count. All of it shows as refund due.",
    },
    "double": {
        "vi": "Khoản này đã được trả trước đó. Tiền lần này ghi là chờ hoàn tiền.",
        "en": "This bill was already paid. This money shows as refund due.",
    },
    "late": {
        "vi": "Khoản này đã hủy hoặc hết hạn. Tiền lần này ghi là chờ hoàn tiền.",
        "en": "This bill was cancelled or has expired. This money shows as refund due.",
    },
    "unmatched": {
        "vi": "Không rõ tiền này trả cho khoản nào. Cơ quan sẽ xem lại.",
        "en": "It is not clear what this money is for. The office will look at it.",
    },
    "recorded": {"vi": "Lần chuyển này đã được ghi nhận rồi.", "en": "This transfer was recorded already."},
}
