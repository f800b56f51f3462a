"""The design catalogue: every control in every state, to be looked at in each theme, size of text and window."""

import flet as ft

from views.account.screen import LookAndLanguage
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    ClickableCard,
    DateInput,
    ErrorSummary,
    Fact,
    FactGrid,
    Facts,
    Figure,
    IconButton,
    Link,
    MultiChoice,
    Muted,
    Notice,
    Picker,
    Progress,
    QrImage,
    Row,
    Screen,
    SearchInput,
    Section,
    Skeleton,
    Small,
    Stack,
    StatusPill,
    Step,
    StepList,
    Strong,
    SummaryLine,
    TextInput,
    Tick,
    Tile,
    Timeline,
    TimelineItem,
)
from views.design.notices import NoticeKind
from views.design.progress import StatusKind
from views.shared.boundary import page, view
from views.shared.context import use_services
from views.shared.hooks import use_value
from views.shared.navigation import to
from views.shared.scrolling import use_scroller

SAMPLE = "Đăng ký khai sinh cho NGUYỄN MINH AN ằ ẫ ỗ ự ₫ ≤ ≥"
NOTICES: tuple[NoticeKind, ...] = ("info", "done", "waiting", "needs_you", "error", "trial", "plain")
STATES: tuple[tuple[StatusKind, str], ...] = (
    ("draft", "Bản nháp · chưa nộp"),
    ("waiting", "Chờ gửi · chưa nộp"),
    ("submitted", "Đã nộp, chờ tiếp nhận"),
    ("accepted", "Đã tiếp nhận"),
    ("needs_you", "Bạn cần bổ sung"),
    ("done", "Đã trả kết quả"),
    ("closed", "Dừng giải quyết"),
    ("error", "Không được tiếp nhận"),
)


@page
def DesignPage() -> ft.View:
    """Each control once or more; its words are samples, not the app's texts."""
    services, scroller = use_services(), use_scroller()
    return Screen(
        SAMPLE[:17],
        [
            Muted(SAMPLE),
            _words(),
            _buttons(),
            ft.Row([Link("Kinds of question", to("/design/kinds"))]),
            Fields(),
            Choices(),
            _news(),
            _states(),
            _surfaces(),
            QrImage(_matrix(), label="QR"),
            Skeleton(label="…"),
            LookAndLanguage(services.preferences),
        ],
        back="/",
        header="Design",
        above=[Progress(3, 6, label="3 / 6")],
        side=[Section("Các bước"), _steps()],
        footer=[Button("Tiếp tục", _nothing), Button("Quay lại", _nothing, kind="secondary")],
        navigation=False,
        scroller=scroller,
    )


def _nothing() -> None:
    """Do nothing: the catalogue only shows."""


def _words() -> ft.Control:
    return Card([Figure("16.000 ₫"), Strong(SAMPLE), Body(SAMPLE), Small(SAMPLE)])


def _buttons() -> ft.Control:
    return Stack(
        [
            Section("Button"),
            Row([Button("Primary", _nothing), Button("Secondary", _nothing, kind="secondary")], wrap=True),
            Row([Button("Quiet", _nothing, kind="quiet"), Button("Danger", _nothing, kind="danger")], wrap=True),
            Row([Button("Busy", _nothing, busy=True), Button("Disabled", _nothing, disabled=True)], wrap=True),
            Row([Link("Link", _nothing), IconButton(ft.Icons.PRINT_OUTLINED, "Print", _nothing)], wrap=True),
        ]
    )


@view
def Fields() -> ft.Control:
    """Text fields and the picker."""
    chosen, choose = use_value("")
    wrong = "Số này thường là của người sinh năm 1999, nhưng bạn ghi 1996."
    communes = [Choice(str(number), name) for number, name in enumerate(("Phường Hoàn Kiếm", "Xã Đông Anh", "Côn Đảo"))]
    return Stack(
        [
            Section("Field"),
            ErrorSummary([SummaryLine("number", wrong)], _follow),
            TextInput("Họ, chữ đệm, tên", "TRẦN THỊ THU HÀ", _take, hint="Như trên thẻ căn cước", keyboard="name"),
            DateInput("Ngày sinh", "14/08/1996", _take, partial=True),
            TextInput("Số định danh", "001 199 012 345", _take, error=wrong, keyboard="number"),
            TextInput("Ghi chú", "", _take, optional=True, multiline=True),
            SearchInput("Tìm thủ tục", "", _take, placeholder="khai sinh, gplx..."),
            Picker("Phường, xã", communes, chosen, choose, hint="Gõ tên phường, xã"),
        ],
        spacing=24,
    )


def _take(_text: str) -> None:
    """Take no text: the catalogue only shows."""


def _follow(_line: str) -> None:
    """Follow no line."""


@view
def Choices() -> ft.Control:
    """Radio buttons, boxes, a tick."""
    one, choose = use_value("self")
    some, set_some = use_value(frozenset({"self"}))
    ticked, tick = use_value(False)
    choices = [Choice("self", "Cho tôi"), Choice("child", "Cho con tôi", "Hoặc người tôi chăm sóc")]
    return Stack(
        [
            Section("Choice"),
            ChoiceGroup("Làm cho ai?", choices, one, choose),
            MultiChoice("Cần gì?", choices, some, set_some, error="Hãy chọn ít nhất một mục.", key_prefix="some"),
            Tick("Tôi cam đoan lời khai là đúng và chịu trách nhiệm trước pháp luật.", ticked, tick),
            Tick("Đúng như trên thẻ", ticked, tick, boxed=True, hint="Đã xem lại cả số và ngày sinh"),
        ],
        spacing=24,
    )


def _news() -> ft.Control:
    return Stack([Section("Notice"), *(Notice(kind, kind, SAMPLE) for kind in NOTICES)])


def _states() -> ft.Control:
    items = [
        TimelineItem("Chờ bạn bổ sung", "từ 14:05 ngày 09/11/2026 · UBND phường Mẫu", "needs_you"),
        TimelineItem("Đã nộp đủ 3 tệp, chờ tiếp nhận", "10:51 ngày 09/11/2026", "done"),
        TimelineItem("Tiếp nhận, có ngày hẹn trả", "chưa có ngày hẹn", "todo"),
    ]
    pills = [StatusPill(kind, words) for kind, words in STATES]
    return Stack([Section("State"), *pills, Timeline(items), _steps()])


def _steps() -> ft.Control:
    return StepList(
        [
            Step("Làm cho ai", "Xong", "done", _nothing),
            Step("Người mẹ", "Đang làm", "now"),
            Step("Người cha", "Để trống nếu chưa xác định được", "todo"),
            Step("Giấy tờ", "Thiếu 1 giấy", "needs_you", _nothing),
        ]
    )


def _surfaces() -> ft.Control:
    facts = [
        Fact("Thời gian", "Trong ngày", "sau 15 giờ: ngày làm việc tiếp theo", ft.Icons.SCHEDULE),
        Fact("Phí, lệ phí", "Miễn phí", "", ft.Icons.PAYMENTS_OUTLINED),
    ]
    tiles = [Tile("Có con nhỏ", ft.Icons.CHILD_CARE, _nothing), Tile("Kết hôn", ft.Icons.FAVORITE_BORDER, _nothing)]
    return Stack(
        [
            Section("Card"),
            FactGrid(facts),
            Facts([Fact("Ngày sinh", "02/11/2026", action=Link("Sửa ngày sinh", _nothing))]),
            ClickableCard([StatusPill("draft", "Bản nháp"), Strong(SAMPLE)], _nothing),
            Card([Strong(SAMPLE)], kind="needs_you"),
            Row(tiles),
        ]
    )


def _matrix() -> list[list[bool]]:
    return [[(row * column + row) % 3 == 0 for column in range(25)] for row in range(25)]
