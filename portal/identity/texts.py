"""What the sign-in pages say, in both languages."""

from collections.abc import Mapping

Text = Mapping[str, str]

TITLE: Text = {"vi": "Đăng nhập thử", "en": "Trial sign-in"}
NOT_VNEID: Text = {
    "vi": "Đây không phải VNeID. Trang này chỉ có người mẫu; đừng nhập số định danh hay mật khẩu thật của bạn.",
    "en": "This is not VNeID. Only sample people live here; do not type a real ID number or password of yours.",
}
SAMPLE: Text = {"vi": "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", "en": "SAMPLE – NOT VALID"}
CHOOSE: Text = {"vi": "Chọn một người mẫu", "en": "Choose a sample person"}
OR_TYPE: Text = {"vi": "Hoặc nhập số định danh mẫu và mã PIN", "en": "Or type a sample personal ID and PIN"}
PERSONAL_ID: Text = {"vi": "Số định danh cá nhân (mẫu)", "en": "Personal ID number (sample)"}
PERSONAL_ID_HINT: Text = {
    "vi": "12 chữ số, bắt đầu bằng 000",
    "en": "12 digits, beginning with 000",
}
PIN: Text = {"vi": "Mã PIN (mẫu)", "en": "PIN (sample)"}
PIN_HINT: Text = {"vi": "Mọi người mẫu đều dùng 246810", "en": "Every sample person uses 246810"}
CONTINUE: Text = {"vi": "Tiếp tục", "en": "Continue"}
CANCEL: Text = {"vi": "Không đăng nhập nữa", "en": "Do not sign in"}
WRONG_PAIR: Text = {
    "vi": "Số định danh hoặc mã PIN không đúng. Hãy xem lại cả hai rồi thử lần nữa.",
    "en": "The ID number or the PIN is not right. Check both and try again.",
}
TOO_MANY: Text = {
    "vi": "Số này vừa được thử quá nhiều lần. Hãy đợi một phút rồi thử lại.",
    "en": "This number was tried too often just now. Wait a minute and try again.",
}
PROBLEM: Text = {"vi": "Chưa đăng nhập được", "en": "Not signed in yet"}
CONSENT_TITLE: Text = {"vi": "Cho phép Một Cửa dùng thông tin của bạn?", "en": "Let Một Cửa use your information?"}
CONSENT_WHO: Text = {"vi": "Bạn đang đăng nhập với tên", "en": "You are signing in as"}
CONSENT_WHAT: Text = {
    "vi": "Ứng dụng sẽ thấy tên, mức tài khoản và những thông tin sau mà Nhà nước đã có, để điền giúp bạn:",
    "en": "The app will see your name, account level and this information the State already holds, to fill in for you:",
}
CONSENT_DESK: Text = {
    "vi": "Bàn làm việc của cán bộ sẽ thấy tên và cơ quan của bạn.",
    "en": "The officer desk will see your name and your office.",
}
CONSENT_NEVER: Text = {
    "vi": "Ứng dụng không thấy mã PIN và không nộp gì thay bạn. Bạn có thể đăng xuất bất cứ lúc nào.",
    "en": "The app never sees the PIN and files nothing by itself. You can sign out at any time.",
}
ALLOW: Text = {"vi": "Cho phép và đăng nhập", "en": "Allow and sign in"}
REFUSE: Text = {"vi": "Không cho phép", "en": "Do not allow"}
LEVEL: Text = {"vi": "Mức tài khoản", "en": "Account level"}
EXPIRED_TITLE: Text = {"vi": "Trang đăng nhập đã hết hạn", "en": "This sign-in page has expired"}
EXPIRED: Text = {
    "vi": "Hãy trở lại ứng dụng và bấm Đăng nhập lần nữa. Bản nháp của bạn vẫn còn trên máy.",
    "en": "Go back to the app and press Sign in again. Your draft is still on your device.",
}
REFUSED_TITLE: Text = {"vi": "Không mở được trang đăng nhập", "en": "The sign-in page cannot be opened"}
REFUSED: Text = {
    "vi": "Yêu cầu đăng nhập không hợp lệ nên đã dừng lại, không có gì được gửi đi. Hãy trở lại ứng dụng.",
    "en": "The sign-in request is not valid, so it stopped here and nothing was sent. Go back to the app.",
}
REGISTERS: Mapping[str, Text] = {
    "population_register": {"vi": "Dữ liệu dân cư", "en": "Population register"},
    "account": {"vi": "Tài khoản của bạn", "en": "Your account"},
    "business_register": {"vi": "Đăng ký doanh nghiệp", "en": "Business register"},
    "licence_register": {"vi": "Giấy phép lái xe", "en": "Driving-licence register"},
    "insurance_register": {"vi": "Bảo hiểm xã hội, bảo hiểm y tế", "en": "Social and health insurance"},
}
OTHER_LANGUAGE: Text = {"vi": "English", "en": "Tiếng Việt"}
"""The link to the other language, in that language."""
