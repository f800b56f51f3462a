"""What the desk says, in both languages."""

from collections.abc import Mapping

Text = Mapping[str, str]

DESK: Text = {"vi": "Bàn làm việc của cán bộ", "en": "Officer desk"}
SIGN_IN_TITLE: Text = {"vi": "Đăng nhập bàn làm việc", "en": "Sign in to the desk"}
SIGN_IN_WHY: Text = {
    "vi": "Trang này dành cho cán bộ của cơ quan tiếp nhận.",
    "en": "This page is for officers of the receiving office.",
}
SIGN_IN: Text = {"vi": "Đăng nhập", "en": "Sign in"}
SIGN_OUT: Text = {"vi": "Đăng xuất", "en": "Sign out"}
OTHER_LANGUAGE: Text = {"vi": "English", "en": "Tiếng Việt"}
NOT_OFFICER_TITLE: Text = {"vi": "Chưa vào được bàn làm việc", "en": "The desk did not open"}
NOT_OFFICER: Text = {
    "vi": "Người vừa đăng nhập không phải cán bộ, hoặc lượt đăng nhập đã hết hạn. Hãy thử lại với tài khoản cán bộ.",
    "en": "Whoever signed in is no officer, or the sign-in took too long. Try again with an officer's account.",
}
NOT_FOUND_TITLE: Text = {"vi": "Không tìm thấy hồ sơ", "en": "Application not found"}
NOT_FOUND: Text = {
    "vi": "Không có hồ sơ này ở cơ quan của bạn.",
    "en": "There is no such application at your office.",
}
FORM_TITLE: Text = {"vi": "Chưa làm gì cả", "en": "Nothing was done"}
FORM_STALE: Text = {
    "vi": "Biểu mẫu này không thuộc phiên làm việc hiện tại. Hãy mở lại hồ sơ và làm lại.",
    "en": "This form does not belong to your present session. Open the application again and repeat.",
}
CALLS: Text = {"vi": "Máy đang gọi cán bộ", "en": "Terminals that call staff"}
NO_CALLS: Text = {"vi": "Hiện không máy nào gọi.", "en": "No terminal calls now."}
CALLS_REFRESH: Text = {
    "vi": "Trang này tự cập nhật mỗi 10 giây. Hãy để mở ở một thẻ riêng của trình duyệt.",
    "en": "This page looks again every 10 seconds. Keep it open in a tab of its own.",
}
CALLED_AT: Text = {"vi": "Gọi lúc {moment}", "en": "Called at {moment}"}
GOING_TO: Text = {"vi": "Tôi đến {terminal}", "en": "I am going to {terminal}"}
SOMEBODY_GOES: Text = {"vi": "Có cán bộ đang đến đó", "en": "Somebody is going there"}
QUEUE: Text = {"vi": "Hồ sơ của cơ quan", "en": "The office's applications"}
EMPTY: Text = {"vi": "Không có hồ sơ nào ở mục này.", "en": "There is nothing here."}
OPEN: Text = {"vi": "Mở hồ sơ {code}", "en": "Open application {code}"}
SUBMITTED: Text = {"vi": "Nộp lúc", "en": "Submitted"}
ACCEPTED: Text = {"vi": "Tiếp nhận lúc", "en": "Accepted"}
DUE: Text = {"vi": "Hẹn trả kết quả", "en": "Result due"}
OVERDUE: Text = {"vi": "Trễ hẹn", "en": "Overdue"}
NO_DUE: Text = {"vi": "Chưa có ngày hẹn", "en": "No result date yet"}
ABOUT: Text = {"vi": "Về việc của", "en": "Concerning"}
PROCEDURE: Text = {"vi": "Thủ tục", "en": "Service"}
STATUS: Text = {"vi": "Trạng thái", "en": "Status"}
CODE: Text = {"vi": "Mã hồ sơ", "en": "Application code"}
ANSWERS: Text = {"vi": "Nội dung tờ khai", "en": "Answers"}
NO_FORM: Text = {
    "vi": "Không còn biểu mẫu của phiên bản này, nên hiện câu trả lời theo tên trường.",
    "en": "The form of this version is gone, so answers are shown by field name.",
}
PAPERS: Text = {"vi": "Giấy tờ", "en": "Papers"}
NO_FILES: Text = {"vi": "Không có tệp nào.", "en": "No files."}
VIEW_FILE: Text = {"vi": "Mở tệp {name}", "en": "Open file {name}"}
PHOTO_OF: Text = {"vi": "Ảnh {name}", "en": "Picture {name}"}
SCANNED: Text = {"vi": "Không thấy mã độc ({scanner}), {moment}", "en": "No malware found ({scanner}), {moment}"}
NOT_SCANNED: Text = {
    "vi": "Nội dung tệp đúng loại, {moment}. Cổng này không có máy quét mã độc.",
    "en": "Content is of the right kind, {moment}. This portal has no virus scanner.",
}
REPLACED: Text = {"vi": "Tệp cũ đã được thay", "en": "Older files that were replaced"}
REQUESTS: Text = {"vi": "Đã yêu cầu người nộp", "en": "Asked of the applicant"}
DOCUMENTS: Text = {"vi": "Giấy tờ đã phát hành", "en": "Documents issued"}
HISTORY: Text = {"vi": "Quá trình giải quyết", "en": "History"}
BILLS: Text = {"vi": "Phí, lệ phí", "en": "Fees"}
REFUND_DUE: Text = {"vi": "chờ hoàn tiền", "en": "refund due"}
NEXT: Text = {"vi": "Việc có thể làm", "en": "What you can do"}
WAITING_PROOF: Text = {
    "vi": "Đang chờ người nộp xem bản nháp. Không trả lời trong thời hạn được coi là đồng ý.",
    "en": "The applicant is checking the draft. No answer in time counts as agreement.",
}
WAITING_ITEMS: Text = {"vi": "Đang chờ người nộp bổ sung.", "en": "Waiting for the applicant to send items."}
NOTHING_TO_DO: Text = {"vi": "Hồ sơ này đã kết thúc.", "en": "This application is finished."}
DONE: Text = {"vi": "Đã ghi nhận", "en": "Done"}
REASON: Text = {"vi": "Lý do (người nộp đọc được)", "en": "Reason (the applicant reads it)"}
NOTE: Text = {"vi": "Lời nhắn cho người nộp (không bắt buộc)", "en": "A word to the applicant (optional)"}
ITEM_REASON: Text = {"vi": "Vì sao phải bổ sung {name}", "en": "What is wrong with {name}"}
ITEM_FIX: Text = {"vi": "Cách sửa {name}", "en": "How to mend {name}"}
FIELD: Text = {"vi": "Ô cần sửa, mục {number}", "en": "Field to correct, no. {number}"}
FIELD_REASON: Text = {"vi": "Lý do của ô {number}", "en": "Reason for field {number}"}
FIELD_FIX: Text = {"vi": "Cách sửa ô {number}", "en": "How to correct field {number}"}
NO_FIELD: Text = {"vi": "Không chọn ô nào", "en": "No field"}
ASK_PAPERS: Text = {"vi": "Giấy tờ cần gửi lại", "en": "Papers to send again"}
ASK_FIELDS: Text = {"vi": "Ô cần sửa", "en": "Fields to correct"}
ASK_ONCE: Text = {
    "vi": "Nêu hết lỗi trong một lần. Các phần khác giữ nguyên, người nộp không phải làm lại.",
    "en": "Name every fault at once. Everything else stays as it is for the applicant.",
}
ASK_DUE: Text = {"vi": "Hạn bổ sung (chỉ khi phiếu có hạn)", "en": "Deadline (only if the slip sets one)"}
ASK_DUE_HINT: Text = {
    "vi": "Có hạn thì quá hạn hồ sơ sẽ dừng giải quyết. Để trống nếu không có hạn.",
    "en": "With a deadline, silence closes the application. Leave empty for none.",
}
ASK_DUE_LAW: Text = {
    "vi": "Để trống thì hạn là {days} ngày làm việc theo quy định; quá hạn thì dừng giải quyết.",
    "en": "Left empty it is {days} working days, as the law says; after that it is closed.",
}
AMOUNT: Text = {"vi": "Số tiền (đồng)", "en": "Amount (VND)"}
WHAT_FOR: Text = {"vi": "Tên khoản thu", "en": "What it is for"}
SUGGESTED_REASONS: Mapping[str, tuple[str, ...]] = {
    "vi": (
        "Ảnh bị mờ, không đọc được",
        "Ảnh thiếu góc, mất thông tin",
        "Không đúng loại giấy tờ",
        "Giấy tờ đã hết hạn",
    ),
    "en": ("The picture is blurred and cannot be read", "A corner is missing", "Not the right paper", "It has expired"),
}
SUGGESTED_FIXES: Mapping[str, tuple[str, ...]] = {
    "vi": ("Để giấy phẳng, đủ sáng, chụp thấy cả bốn góc", "Chụp lại bản gốc", "Gửi bản còn hạn"),
    "en": ("Lay it flat in good light and show all four corners", "Take a picture of the original", "Send a valid one"),
}
PART: Text = {"vi": "Phần việc của cơ quan", "en": "Part of this office"}
STATUSES: Mapping[int, Text] = {
    0: {"vi": "Chờ phần trước", "en": "Waiting for another part"},
    1: {"vi": "Đã nộp, chờ tiếp nhận", "en": "Submitted, waiting for acceptance"},
    2: {"vi": "Đã tiếp nhận", "en": "Accepted"},
    3: {"vi": "Không được tiếp nhận", "en": "Not accepted"},
    4: {"vi": "Đang xử lý", "en": "Being processed"},
    5: {"vi": "Yêu cầu bổ sung", "en": "Items requested"},
    6: {"vi": "Yêu cầu nộp phí", "en": "Payment requested"},
    7: {"vi": "Công dân yêu cầu rút", "en": "Withdrawal requested"},
    8: {"vi": "Dừng giải quyết", "en": "Closed without a result"},
    9: {"vi": "Đã xử lý xong", "en": "Finished"},
    10: {"vi": "Đã trả kết quả", "en": "Result returned"},
}
PILLS: Mapping[int, str] = {
    1: "waiting",
    3: "closed",
    5: "needs",
    6: "needs",
    7: "needs",
    8: "closed",
    9: "done",
    10: "done",
}
REQUEST_KINDS: Mapping[str, Text] = {
    "supplement": {"vi": "Bổ sung, sửa", "en": "Missing or corrected items"},
    "proof": {"vi": "Xem bản nháp", "en": "Check the draft"},
    "payment": {"vi": "Nộp phí", "en": "Pay"},
    "visit": {"vi": "Đến cơ quan", "en": "Come in person"},
}
REQUEST_STATES: Mapping[str, Text] = {
    "open": {"vi": "đang chờ", "en": "open"},
    "answered": {"vi": "đã trả lời", "en": "answered"},
    "lapsed": {"vi": "hết hạn", "en": "lapsed"},
    "withdrawn": {"vi": "đã thôi", "en": "withdrawn"},
}
BILL_STATES: Mapping[str, Text] = {
    "open": {"vi": "chưa trả", "en": "not paid"},
    "paid": {"vi": "đã trả", "en": "paid"},
    "cancelled": {"vi": "đã hủy", "en": "cancelled"},
    "refund_due": {"vi": "chờ hoàn tiền", "en": "refund due"},
}
ACTIONS: Mapping[str, Text] = {
    "accept": {"vi": "Tiếp nhận hồ sơ", "en": "Accept the application"},
    "ask": {"vi": "Yêu cầu bổ sung, sửa", "en": "Ask for missing or corrected items"},
    "refuse": {"vi": "Không tiếp nhận", "en": "Do not accept"},
    "start": {"vi": "Bắt đầu xử lý", "en": "Start processing"},
    "send-proof": {"vi": "Gửi bản nháp kết quả", "en": "Send the draft result"},
    "request-payment": {"vi": "Yêu cầu nộp phí", "en": "Ask for a payment"},
    "return-result": {"vi": "Trả kết quả đã ký (bản mẫu)", "en": "Return the signed sample result"},
    "close": {"vi": "Dừng giải quyết", "en": "Close without a result"},
    "confirm-withdrawal": {"vi": "Cho rút hồ sơ", "en": "Let it be withdrawn"},
    "decline-withdrawal": {"vi": "Không cho rút", "en": "Do not let it be withdrawn"},
}
EXPLANATIONS: Mapping[str, Text] = {
    "accept": {
        "vi": "Phát hành giấy tiếp nhận có ngày hẹn, đồng hồ bắt đầu chạy, phí đến hạn được gửi cho người nộp.",
        "en": "Issues the acceptance slip with the result date, starts the clock and bills the fees.",
    },
    "start": {"vi": "Người nộp thấy hồ sơ đang được xử lý.", "en": "The applicant sees that work has begun."},
    "send-proof": {
        "vi": "Bản nháp được lập từ tờ khai. Người nộp có nhiều nhất một ngày; im lặng là đồng ý.",
        "en": "The draft is made from the answers. The applicant has one day at most; silence is agreement.",
    },
    "return-result": {
        "vi": "Lập kết quả từ tờ khai, ký bằng khóa mẫu và trả cho người nộp. Hồ sơ kết thúc.",
        "en": "Makes the result from the answers, signs it with the sample key and returns it. The application ends.",
    },
    "confirm-withdrawal": {"vi": "Hồ sơ dừng giải quyết.", "en": "The application is closed."},
}
MONEY: Text = {"vi": "Tiền cần xem lại", "en": "Money to look at"}
NO_MONEY: Text = {"vi": "Không có khoản nào cần xem lại.", "en": "There is no money to look at."}
OUTCOMES: Mapping[str, Text] = {
    "over": {"vi": "trả thừa", "en": "paid too much"},
    "partial": {"vi": "trả thiếu", "en": "paid too little"},
    "double": {"vi": "trả hai lần", "en": "paid twice"},
    "late": {"vi": "trả muộn", "en": "paid too late"},
    "unmatched": {"vi": "không rõ trả cho gì", "en": "not clear what for"},
}
