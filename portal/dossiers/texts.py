"""What the portal itself says about a dossier, in both languages."""

from collections.abc import Mapping

Text = dict[str, str]

CITIZEN: Text = {"vi": "Người nộp hồ sơ", "en": "The applicant"}
PORTAL: Text = {"vi": "Cổng dịch vụ", "en": "The portal"}

TIMELINE: Mapping[str, Text] = {
    "submitted": {
        "vi": "Đã nộp, chờ tiếp nhận. Chưa có ngày hẹn; cán bộ đang kiểm tra.",
        "en": "Submitted, waiting for acceptance. No result date yet; an officer is checking.",
    },
    "accepted": {"vi": "Đã tiếp nhận, có ngày hẹn trả kết quả.", "en": "Accepted, with a result date."},
    "not_accepted": {"vi": "Không được tiếp nhận.", "en": "Not accepted."},
    "processing": {"vi": "Đang xử lý.", "en": "Being processed."},
    "supplement_requested": {
        "vi": "Cơ quan yêu cầu bổ sung, sửa hồ sơ. Các phần khác giữ nguyên.",
        "en": "The office asked for missing or corrected items. Everything else stays as it is.",
    },
    "supplemented": {"vi": "Đã gửi phần bổ sung.", "en": "Missing or corrected items were sent."},
    "payment_requested": {"vi": "Cơ quan thông báo khoản phí phải nộp.", "en": "The office asked for a fee."},
    "paid": {"vi": "Đã nộp phí, Nhà nước đã xác nhận.", "en": "The fee is paid, confirmed by the State."},
    "proof_sent": {
        "vi": "Cơ quan gửi bản nháp kết quả để bạn kiểm tra. Không trả lời trong thời hạn được coi là đồng ý.",
        "en": "The office sent the draft result for you to check. No answer in time counts as agreement.",
    },
    "proof_agreed": {"vi": "Đã đồng ý với bản nháp kết quả.", "en": "The draft result was agreed to."},
    "proof_declined": {
        "vi": "Chưa đồng ý với bản nháp kết quả, đề nghị sửa.",
        "en": "The draft result was not agreed to; a correction was asked for.",
    },
    "proof_lapsed": {
        "vi": "Hết hạn kiểm tra bản nháp mà không có trả lời: được coi là đồng ý.",
        "en": "The time to check the draft passed without an answer: this counts as agreement.",
    },
    "withdrawal_requested": {"vi": "Người nộp yêu cầu rút hồ sơ.", "en": "The applicant asked to withdraw."},
    "withdrawal_declined": {"vi": "Không cho rút, tiếp tục xử lý.", "en": "Not withdrawn; processing goes on."},
    "closed": {"vi": "Dừng giải quyết, không có kết quả.", "en": "Closed without a result."},
    "supplement_lapsed": {
        "vi": "Hết hạn bổ sung mà chưa nhận được: dừng giải quyết.",
        "en": "The time to send the missing items passed: closed without a result.",
    },
    "passed_on": {"vi": "Đã chuyển đến cơ quan này.", "en": "Passed on to this office."},
    "not_begun": {
        "vi": "Không thực hiện: phần phải làm trước đã dừng.",
        "en": "Not done: the part before it was closed.",
    },
    "finished": {"vi": "Đã xử lý xong, chờ trả kết quả.", "en": "Finished, the result is being handed over."},
    "returned": {"vi": "Đã trả kết quả.", "en": "The result is returned."},
}

DOCUMENTS: Mapping[str, tuple[str, Text]] = {
    "submission_confirmation": ("XN", {"vi": "Xác nhận đã nộp", "en": "Submission confirmation"}),
    "submitted_copy": ("BN", {"vi": "Bản đã nộp", "en": "Copy of what was submitted"}),
    "acceptance_slip": (
        "TN",
        {"vi": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "en": "Acceptance slip with result date"},
    ),
    "supplement_request": (
        "BS",
        {"vi": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "en": "Request for missing or corrected items"},
    ),
    "not_accepted": ("TC", {"vi": "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "en": "Not accepted"}),
    "closed": ("DG", {"vi": "Thông báo dừng giải quyết hồ sơ", "en": "Closed without a result"}),
    "proof": ("BT", {"vi": "Bản nháp kết quả để kiểm tra", "en": "Draft result to check"}),
    "result": ("KQ", {"vi": "Kết quả (bản mẫu)", "en": "Result (sample)"}),
}
"""Short form in the document's number, and title."""

RESULT_TITLES: Mapping[str, Text] = {
    "proof": {"vi": "{name} (bản nháp)", "en": "{name} (draft)"},
    "result": {"vi": "{name} (bản mẫu)", "en": "{name} (sample)"},
}
