"""Pages of our own, as untidy as the national database's: collapsed tables, typing errors, empty cells."""

import json
from pathlib import Path

from portal.catalogue.importing.reading import Record, decode

WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LEGAL = "Tên văn bản pháp lýMã văn bản"


def page(code: str = "1.900001", **sections: str) -> dict[str, str]:
    """Return a page as the export has it, with other sections where named."""
    return {
        "ma_thu_tuc": code,
        "detail_url": "https://dichvucong.example/thu-tuc/1",
        "ten_thu_tuc": "Thủ tục cấp lại thẻ bạn đọc  thư viện\ncông cộng.",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "linh_vuc": "Thư viện",
        "doi_tuong_thuc_hien": (
            "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức, viên chức"
        ),
        "co_quan_co_tham_quyen": "",
        "co_quan_thuc_hien": "Thư viện tỉnh",
        "trinh_tu_thuc_hien": (
            "Bước 1: Nộp đơn.\nBước 2: Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, trả thẻ."
        ),
        "cach_thuc_thuc_hien": (
            f"{WAYS}Trực tuyến3 Ngày làm việc40 VNĐ(40.000 đồng/thẻ)Nộp trên cổng."
            "Dịch vụ bưu chính5 NgàyMiễn phíTrực tiếp1Không có thông tin"
        ),
        "thanh_phan_ho_so": (
            f"--{PAPERS}Đơn đề nghị theo Mẫu số 01;Mau 01. Don de nghi.docx1 bản chính"
            "02 ảnh 3x4 cm (nếu có)2 bản chínhBản sao thẻ cũ0 bản chính,1 bản sao"
        ),
        "can_cu_phap_ly": f"{LEGAL}Luật Thư viện năm 201946/2019/QH14Nghị định 93/2020/NĐ-CP93/2020/NĐ-CP",
        "ket_qua_xu_ly": "Thẻ bạn đọcMã: KQ.G99.000001Từ khóaKhông có thông tinMô tảKhông có thông tinNộp hồ sơ",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "bo": "bo-tu-phap",
        **sections,
    }


def record(said: dict[str, str] | None = None, /, **sections: str) -> Record:
    """Return a page as the importer reads it."""
    found = decode(1, json.dumps(said or page(**sections), ensure_ascii=False).encode())
    assert isinstance(found, Record), found
    return found


def write(path: Path, *lines: object) -> Path:
    """Write an export: a text as it is, anything else as JSON."""
    said = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(said) + "\n", encoding="utf-8")
    return path
