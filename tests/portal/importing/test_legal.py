"""The numbers of the documents that a page rests on."""

import pytest

from portal.catalogue.importing.legal import numbers
from tests.portal.importing.pages import LEGAL


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Luật Thư viện46/2019/QH14Nghị định 93/2020/NĐ-CP93/2020/NĐ-CP", ("46/2019/QH14", "93/2020/NĐ-CP")),
        ("Luật Giám định năm 201213/2012/QH13", ("13/2012/QH13",)),
        ("Luật 65/2006/QH1165/2006/QH11", ("65/2006/QH11",)),
        ("Luật Thú y79/2015/QH1324/2022/TT-BNNPTNTThông tư 24/2022/TT-BNNPTNT", ("79/2015/QH13", "24/2022/TT-BNNPTNT")),
        ("Sửa đổi Nghị định số 40/2016/NĐ-CP ngày 15/5/2016 của Chính phủ65/2025/NĐ-CP", ("65/2025/NĐ-CP",)),
        ("Sửa đổi, được sửa bởi Nghị định số 07/2025/NĐ-CP280/2025/NĐ-CP", ("280/2025/NĐ-CP",)),
        ("QUY ĐỊNH MỨC THU25/2021/TT-BTCTHÔNG TƯ08/2024/TT-BTC", ("25/2021/TT-BTC", "08/2024/TT-BTC")),
        (
            "Các tổ chức tín dụngLuật số 32/2024/QH1559/2025/TT-NHNNsố 59/2025/TT-NHNN",
            ("32/2024/QH15", "59/2025/TT-NHNN"),
        ),
        ("Quyết định 92/2000/QĐ-NHNN792/2000/QĐ-NHNN7", ("92/2000/QĐ-NHNN7",)),
        (
            "Cắt giảm thủ tụcNghị quyết số 66.19/2026/NQ-CP Luật 08/2017/QH1408/2017/QH14",
            ("66.19/2026/NQ-CP", "08/2017/QH14"),
        ),
        ("Một cửa118/2025/NĐ-CQuy định về đất đai151/2025/NĐ-CP", ("118/2025/NĐ-CP", "151/2025/NĐ-CP")),
        (
            "Hướng dẫn46/2005/TTLT/BQP-BTC-BLĐTBXHNghị định184/2025/NĐ-CP",
            ("46/2005/TTLT/BQP-BTC-BLĐTBXH", "184/2025/NĐ-CP"),
        ),
        ("Quyết định 24/2024/QĐ-UBND Sơn La mẫu hồ sơ24/2024", ("24/2024/QĐ-UBND",)),
        (
            "Thông tư số 53/2025/TT-BCAngày 01/7/2025 sửa Thông tư số 55/2021/TT-BCA ngày 15/5/202153/2025/TT-BCA",
            ("53/2025/TT-BCA",),
        ),
        ("Thẻ giám định11/2020/TT-BTPThông tư số 29/2025TT29/20252729/QĐ-BCT", ("11/2020/TT-BTP", "2729/QĐ-BCT")),
        ("Thông tư số 11/2020/TT- BTP ngày 31/12/202011/2020/TT-BTP", ("11/2020/TT-BTP",)),
        ("Đường bộNghị định số 165/2024/NĐ- CP ngày 26/12/2024165/2024/NĐ- CP", ("165/2024/NĐ-CP",)),
        ("Không có thông tin", ()),
        ("", ()),
    ],
)
def test_the_numbers_listed_are_told_from_those_mentioned(table: str, expected: tuple[str, ...]) -> None:
    assert numbers(LEGAL + table) == expected
