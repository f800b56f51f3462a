"""Files made to harm or to puzzle: decided by their content, never by name."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from portal.uploads.inspection import REFUSALS, inspect
from portal.uploads.protocol import safe_name
from tests.portal.filing import pdf, photo


def image(kind: str, *, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind)
    return out.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG header that promises far more pixels than it has bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "refusal"),
    [
        pytest.param(photo(), "image/jpeg", None, id="photo"),
        pytest.param(image("PNG"), "image/png", None, id="scan"),
        pytest.param(pdf(), "application/pdf", None, id="pdf"),
        pytest.param(photo() + b"\0" * 100, "image/jpeg", None, id="photo-with-padding"),
        pytest.param(photo() + b"a phone maker's film", "image/jpeg", "hidden-data", id="photo-with-trailer"),
        pytest.param(b"", None, "empty", id="empty"),
        pytest.param(b"<html><script>alert(1)</script></html>", None, "type", id="html"),
        pytest.param(b"MZ" + b"\0" * 200, None, "type", id="exe"),
        pytest.param(b"GIF89a" + b"<script>" * 20, None, "type", id="gif-and-html"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', None, "type", id="svg"),
        pytest.param(zipped("a.txt", b"\0" * 5_000_000), None, "type", id="zip-bomb"),
        pytest.param(image("BMP"), None, "type", id="bmp"),
        pytest.param(photo()[: len(photo()) // 2], "image/jpeg", "damaged", id="cut-jpeg"),
        pytest.param(photo()[:3], "image/jpeg", "damaged", id="three-bytes"),
        pytest.param(image("PNG")[:-40], "image/png", "damaged", id="cut-png"),
        pytest.param(png_of_size(50_000, 50_000), "image/png", "pixels", id="pixel-flood"),
        pytest.param(pdf()[:-7], "application/pdf", "damaged", id="cut-pdf"),
        pytest.param(b"%PDF-1.4 /Launch calc.exe %%EOF", "application/pdf", "active-content", id="pdf-launch"),
        pytest.param(b"%PDF-1.4 /JavaScript (x) %%EOF", "application/pdf", "active-content", id="pdf-javascript"),
        pytest.param(b"%PDF-1.4 trailer /Encrypt 5 0 R %%EOF", "application/pdf", "encrypted", id="pdf-password"),
        pytest.param(
            rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", None, "malware", id="eicar"
        ),
    ],
)
def test_a_file_is_what_its_content_is(
    tmp_path: Path, data: bytes, media_type: str | None, refusal: str | None
) -> None:
    path = tmp_path / "anything.jpg"
    path.write_bytes(data)
    finding = inspect(path)
    assert (finding.media_type, finding.refusal) == (media_type, refusal)
    assert refusal is None or {"vi", "en"} == set(REFUSALS[refusal])


def test_a_pixel_flood_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "flood.png"
    path.write_bytes(png_of_size(50_000, 50_000))
    tracemalloc.start()
    inspect(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("giấy chứng sinh.jpg", "giấy chứng sinh.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\ảnh.png", "ảnh.png"),
        ("/absolute/ảnh.png", "ảnh.png"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("...", "file"),
        ("", "file"),
        ("ả" * 300 + ".jpg", "ả" * 116 + ".jpg"),
    ],
)
def test_a_name_is_only_shown_and_carries_no_tricks(given: str, shown: str) -> None:
    assert safe_name(given) == shown
    assert len(safe_name(given)) <= 120
