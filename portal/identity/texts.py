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
PHONE_FIRST: Text = {
    "vi": "Bạn sắp đăng nhập ở một máy công cộng bằng điện thoại này. Trước hết, bạn là ai?",
    "en": "You are about to sign in at a public terminal with this phone. First, who are you?",
}
CODE_TITLE: Text = {"vi": "Mã trên màn hình của máy", "en": "The code on the terminal's screen"}
CODE_COMPARE: Text = {
    "vi": "Hãy so mã này với mã trên màn hình trước mặt bạn, khác thì sửa lại.",
    "en": "Compare this code with the screen in front of you, and correct it if it differs.",
}
CODE_LABEL: Text = {"vi": "Mã gồm 8 chữ cái", "en": "Code of 8 letters"}
CODE_HINT: Text = {"vi": "Ví dụ WDJB-MJHT", "en": "For example WDJB-MJHT"}
WRONG_CODE: Text = {
    "vi": "Không có máy nào đang chờ mã này. Hãy xem lại mã trên màn hình; mã chỉ dùng được trong 10 phút.",
    "en": "No terminal is waiting for this code. Look at the screen again; a code is good for 10 minutes only.",
}
TOO_MANY_CODES: Text = {
    "vi": "Vừa có quá nhiều mã sai. Hãy đợi một phút rồi thử lại, hoặc hỏi cán bộ.",
    "en": "Too many codes were wrong just now. Wait a minute and try again, or ask the staff.",
}
ASK_TITLE: Text = {"vi": "Đây có phải màn hình trước mặt bạn không?", "en": "Is this the screen in front of you?"}
ASK_TERMINAL: Text = {"vi": "Máy", "en": "Terminal"}
ASK_OFFICE: Text = {"vi": "Cơ quan", "en": "Office"}
ASK_ADDRESS: Text = {"vi": "Địa chỉ", "en": "Address"}
ASK_TIME: Text = {"vi": "Máy hiện mã lúc", "en": "The terminal showed the code at"}
ASK_PERSON: Text = {"vi": "Đăng nhập với tên", "en": "Sign in as"}
ASK_WARNING_TITLE: Text = {
    "vi": "Chỉ đồng ý khi bạn đang đứng trước máy này",
    "en": "Agree only while you stand in front of this terminal",
}
ASK_WARNING: Text = {
    "vi": "Nếu có người gửi mã hay đường dẫn này cho bạn qua tin nhắn, cuộc gọi thì đó là lừa đảo: họ sẽ đăng nhập "
    "bằng tên bạn. Cán bộ không bao giờ làm thế.",
    "en": "Whoever sent you this code or link in a message or call is a fraud: they would be signed in as you. "
    "No official ever does that.",
}
ASK_YES: Text = {"vi": "Đúng, đăng nhập ở máy này", "en": "Yes, sign in at this terminal"}
ASK_NO: Text = {"vi": "Không phải, đừng cho đăng nhập", "en": "No, do not sign in"}
PHONE_DONE_TITLE: Text = {"vi": "Đã đồng ý", "en": "Agreed"}
PHONE_DONE: Text = {
    "vi": "Hãy làm tiếp ở máy. Xong việc, bấm “Kết thúc” trên máy; muộn nhất sau 20 phút máy tự đăng xuất.",
    "en": "Go on at the terminal. When you are done, press “End session” there; after 20 minutes at most it signs out.",
}
PHONE_REFUSED_TITLE: Text = {"vi": "Không ai được đăng nhập", "en": "Nobody was signed in"}
PHONE_REFUSED: Text = {
    "vi": "Máy đó đã được báo là bạn không đồng ý. Bạn có thể đóng trang này.",
    "en": "That terminal was told that you do not agree. You can close this page.",
}
PHONE_GONE_TITLE: Text = {"vi": "Máy không còn chờ nữa", "en": "The terminal is no longer waiting"}
PHONE_GONE: Text = {
    "vi": "Phiên ở máy đã kết thúc hoặc mã đã hết hạn, nên không ai được đăng nhập. Hãy bắt đầu lại ở máy.",
    "en": "The session at the terminal ended or the code expired, so nobody was signed in. Begin again there.",
}
PHONE_EXPIRED: Text = {
    "vi": "Hãy quét lại mã trên màn hình của máy, hoặc mở lại địa chỉ ghi ở đó.",
    "en": "Scan the code on the terminal's screen again, or open the address written there once more.",
}
OTHER_LANGUAGE: Text = {"vi": "English", "en": "Tiếng Việt"}
"""The link to the other language, in that language."""
