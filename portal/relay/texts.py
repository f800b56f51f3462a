"""What the relay's two pages say to a phone, in both languages."""

from collections.abc import Mapping

Text = Mapping[str, str]

HAND_OVER_TITLE: Text = {"vi": "Nhận hồ sơ đang làm dở", "en": "Receive your unfinished application"}
HAND_OVER: Text = {
    "vi": "Hồ sơ đang làm ở máy công cộng đang chờ bạn, được niêm phong: chỉ ai có mã trên màn hình mới mở được.",
    "en": "Your application waits here, sealed: only the code on the terminal's screen opens it.",
}
HAND_OVER_CODE: Text = {"vi": "Mã của bạn:", "en": "Your code:"}
HAND_OVER_OPEN: Text = {"vi": "Mở trong ứng dụng Một Cửa", "en": "Open in the Một Cửa app"}
HAND_OVER_STEPS: tuple[Text, ...] = (
    {"vi": "Mở ứng dụng Một Cửa trên điện thoại này.", "en": "Open the Một Cửa app on this phone."},
    {
        "vi": "Vào “Hồ sơ của tôi”, chọn “Nhận bản nháp”.",
        "en": "Go to “My applications”, choose “Receive a draft”.",
    },
    {
        "vi": "Nhập mã ghi cạnh mã QR trên màn hình.",
        "en": "Type the letters that stand beside the QR code on the screen.",
    },
)
HAND_OVER_WAIT: Text = {
    "vi": "Đừng rời máy công cộng trước khi màn hình ở đó báo điện thoại của bạn đã nhận.",
    "en": "Stay at the terminal until its screen says that your phone has it.",
}

PAPERS_TITLE: Text = {"vi": "Gửi giấy tờ vào máy công cộng", "en": "Send papers to the terminal"}
PAPERS: Text = {
    "vi": "Ảnh và tệp bạn chọn được mã hóa ngay trên điện thoại này và chỉ mở được trong phiên làm việc trên màn hình "
    "trước mặt bạn. Chưa có gì được nộp.",
    "en": "What you choose is encrypted on this phone and opens only in your session on the screen in front of you. "
    "Nothing is filed by this.",
}
PAPERS_LABEL: Text = {"vi": "Chụp hoặc chọn ảnh, tệp PDF", "en": "Take or choose photos, PDF files"}
PAPERS_HINT: Text = {
    "vi": "Ảnh JPEG, PNG hoặc tệp PDF, mỗi tệp tối đa {mb} MB.",
    "en": "JPEG or PNG photos or PDF files, up to {mb} MB each.",
}
SENT: Text = {"vi": "Những gì đã chọn", "en": "What you have chosen"}
NO_SCRIPT: Text = {
    "vi": "Trình duyệt này đang tắt JavaScript nên không mã hóa được. Hãy bật lên hoặc gọi cán bộ.",
    "en": "JavaScript is off in this browser, so nothing can be encrypted. Turn it on, or call staff.",
}
STATES: Mapping[str, Text] = {
    "sending": {"vi": "Đang gửi, {percent} %", "en": "Sending, {percent} %"},
    "waiting": {"vi": "Đang chờ máy lấy…", "en": "Waiting for the terminal to take it…"},
    "sent": {"vi": "Đã gửi. Xem trên màn hình của máy.", "en": "Sent. Look at the terminal's screen."},
    "offline": {"vi": "Mất mạng, đang thử lại…", "en": "No network, trying again…"},
    "large": {"vi": "Tệp quá lớn, không gửi.", "en": "The file is too large; it was not sent."},
    "empty": {"vi": "Tệp rỗng, không gửi.", "en": "The file is empty; it was not sent."},
    "kind": {"vi": "Không phải ảnh JPEG, PNG hay PDF; không gửi.", "en": "No JPEG, PNG or PDF; it was not sent."},
    "unread": {"vi": "Không đọc được tệp này.", "en": "This file could not be read."},
    "full": {"vi": "Đã gửi quá nhiều; tệp này không được nhận.", "en": "Too much was sent; this one was not taken."},
    "over": {
        "vi": "Phiên ở máy đã kết thúc hoặc mã đã hết hạn. Tệp này không được gửi; hãy quét mã mới.",
        "en": "The session has ended or the code has expired. This was not sent; scan a new code.",
    },
    "failed": {"vi": "Máy chủ không nhận tệp này.", "en": "The portal did not take this file."},
    "link": {
        "vi": "Địa chỉ này thiếu mã. Hãy quét lại mã QR trên màn hình.",
        "en": "The code is missing from this address. Scan the QR code on the screen again.",
    },
    "insecure": {
        "vi": "Kết nối này không mã hóa được (cần https). Hãy gọi cán bộ.",
        "en": "Nothing can be encrypted over this connection (https is needed). Call staff.",
    },
}
