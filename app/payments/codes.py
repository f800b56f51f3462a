"""VietQR codes: never drawn unless they say what is shown beside them."""

from io import BytesIO
from typing import Final

from api_client.models import VietQr
from forms.payment_codes import read_vietqr

LONGEST_CODE: Final = 1200
"""Characters of a QR code that a phone still reads from a screen."""

QUIET_MODULES: Final = 4
"""Light margin that ISO/IEC 18004 asks for around the code."""


def is_as_shown(order: VietQr, *, amount_vnd: int) -> bool:
    """Whether the code's bank, account, amount and content are those of the order and the bill."""
    code = read_vietqr(order.payload)
    if code is None or code.to_card:
        return False
    shown = (order.bank_bin, order.account, order.amount_vnd, order.content)
    return order.amount_vnd == amount_vnd and (code.bank_bin, code.account, code.amount_vnd, code.purpose) == shown


def qr_matrix(text: str) -> list[list[bool]]:
    """Return the dark modules of a QR code by row, without its quiet zone.

    Raises:
        ValueError: the text is too long to be read from a screen.
    """
    from qrcode.constants import ERROR_CORRECT_M  # here: qrcode brings Pillow, and the first screen draws no code
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    if len(text) > LONGEST_CODE:
        raise ValueError("too long for a QR code")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise ValueError("too long for a QR code") from error
    return [[bool(module) for module in row] for row in code.get_matrix()]


def find_qr_matrix(text: str) -> list[list[bool]] | None:
    """Return the same; None where the text is too long."""
    try:
        return qr_matrix(text)
    except ValueError:
        return None


def qr_png(text: str, *, module_px: int = 12) -> bytes:
    """Return a QR code as a PNG picture with its quiet zone, to be saved and opened from a banking app.

    Raises:
        ValueError: the text is too long to be read from a screen.
    """
    from PIL import Image  # here, as above

    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_MODULES
    picture = Image.new("1", (side, side), 1)
    for row, line in enumerate(matrix):
        for column, is_dark in enumerate(line):
            if is_dark:
                picture.putpixel((column + QUIET_MODULES, row + QUIET_MODULES), 0)
    out = BytesIO()
    picture.resize((side * module_px, side * module_px), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
