import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.payment_codes import TransferOrder, crc, read_vietqr, vietqr

# Worked payloads of domain facts D.1, decoded back there by an independent package.
DYNAMIC = (
    "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN"
    "62220818Ung Ho Quy Vac Xin63043ACF"
)
STATIC = "00020101021138560010A0000007270126000697041501121133666688880208QRIBFTTA53037045802VN6304F443"
FEE = (
    "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA530370454061350005802VN"
    "62280824LePhi H26.15-260721-00076304E17B"
)
CARD = "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52"


@pytest.mark.parametrize(
    ("payload", "order"),
    [
        (DYNAMIC, TransferOrder("970415", "113366668888", 79_000, "Ung Ho Quy Vac Xin")),
        (STATIC, TransferOrder("970415", "113366668888")),
        (FEE, TransferOrder("970436", "0011001234567", 135_000, "LePhi H26.15-260721-0007")),
        (CARD, TransferOrder("970403", "9704031101234567", to_card=True)),
    ],
)
def test_the_worked_payloads_are_written_and_read(payload: str, order: TransferOrder) -> None:
    written = vietqr(
        order.bank_bin, order.account, amount_vnd=order.amount_vnd, purpose=order.purpose, to_card=order.to_card
    )
    assert written == payload
    assert read_vietqr(payload) == order


def test_the_checksum_is_the_standard_one() -> None:
    assert crc("123456789") == "29B1"


@given(st.integers(0, len(FEE) - 1), st.characters(codec="ascii", min_codepoint=32, exclude_characters="\x7f"))
def test_a_payload_with_one_changed_character_is_refused(position: int, letter: str) -> None:
    changed = FEE[:position] + letter + FEE[position + 1 :]
    assert (read_vietqr(changed) is None) == (changed.upper() != FEE.upper() or changed[:-4] != FEE[:-4])


@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_vietqr(text) is None
    assert read_vietqr(text + "6304" + crc(text + "6304")) is None or text.startswith("00")


@given(st.integers(1, 10**12), st.from_regex(r"[A-Z0-9][A-Z0-9 ]{0,24}", fullmatch=True))
def test_amount_and_purpose_come_back_as_written(amount: int, purpose: str) -> None:
    assert read_vietqr(vietqr("999999", "0000000001", amount_vnd=amount, purpose=purpose)) == TransferOrder(
        "999999", "0000000001", amount, purpose
    )


@pytest.mark.parametrize("purpose", ["Lệ phí", "x" * 26, "a|b"])
def test_a_purpose_that_banks_would_change_is_refused(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        vietqr("999999", "0000000001", amount_vnd=1, purpose=purpose)
