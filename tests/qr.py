"""What a camera reads off a picture of QR codes."""

import zxingcpp
from PIL import Image


def read_qr(picture: Image.Image) -> list[str]:
    """Return the texts of its QR codes.

    Asked for every format, zxing-cpp 3 sees a bar code that is not there in one of many random QR codes.
    """
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)]
