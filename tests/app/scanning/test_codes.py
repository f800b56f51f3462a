"""What a scanned code is."""

import base64
import json
from random import Random

import pytest

from app.relay.code import in_groups, new_code
from app.scanning.codes import Code, read_scanned

CARD = "001196900001||Trần Thị Mẫu Hà|14081996|Nữ|Xóm 3, Nghi Phú, Vinh, Nghệ An|20062021"


def statement(claims: object) -> str:
    parts = [json.dumps({"alg": "EdDSA"}), json.dumps(claims), "signature"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def test_codes_of_ours_lead_to_their_screens() -> None:
    code = new_code(Random(6))
    assert read_scanned(" X00.01-261122-0001\r") == Code("application", "X00.01-261122-0001")
    assert read_scanned(statement({"code": "X00.01-261122-0001", "kind": "receipt"})).value == "X00.01-261122-0001"
    assert read_scanned(in_groups(code)) == Code("hand_over", code)
    assert read_scanned(f"https://motcua.example/r#{code}") == Code("hand_over", code)
    assert read_scanned("MCK1ABCDEF").kind == "settings"
    address = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma_thu_tuc=1.001193"
    assert read_scanned(address) == Code("procedure", "1.001193")


def test_nothing_of_a_card_stays_where_nobody_asked_for_it() -> None:
    assert read_scanned(CARD) == Code("id_card")
    assert read_scanned(CARD[:40]) == Code("damaged")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("HS4010123456789|4e67|...|...|...|...", "health_card"),
        ("", "empty"),
        (CARD.replace("ầ", "\ufffd"), "letters_lost"),
        ("8934567890123", "unknown"),
        ("\x00\x01\x02", "empty"),
        ("]Q3" * 700, "unknown"),
        ("x" * 5_000, "unknown"),
        (statement(["code"]), "unknown"),
        (statement({"code": {"$": 1}}), "unknown"),
        (statement({"code": "../../etc"}), "unknown"),
        ("a.b.c", "unknown"),
        ("X00.01-261122-0001; DROP", "unknown"),
        ("bcfg-hjkl-mnpq-rst", "unknown"),
    ],
)
def test_what_is_none_of_ours_is_said_to_be_none(text: str, kind: str) -> None:
    assert read_scanned(text) == Code(kind)  # type: ignore[arg-type] # the table holds plain words


def test_noise_is_never_taken_for_a_code_of_ours() -> None:
    random = Random(20261122)
    letters = "0123456789|ABCDEFabcdef-.#=/ \t\u0301\ufffd"
    for _ in range(3_000):
        noise = "".join(random.choices(letters, k=random.randint(0, 80)))
        assert read_scanned(noise).kind in ("unknown", "damaged", "empty", "letters_lost", "health_card"), noise
