import asyncio
import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops

from app.documents.checks import check_content, check_file, find_media_type
from app.documents.model import Refused
from app.documents.pictures import NotAPictureError, find_orientation, without_private_data
from app.documents.service import Documents
from app.documents.staging import display_name, stage_file
from forms.procedure import Paper
from tests.app.conftest import pdf, photo

PAPER = Paper(id="birth", title={}, max_bytes=200_000, max_files=2)


def png(*, text: bool = True) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    if text:
        info.add_text("GPS", "PLACE-CANARY")
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(data, "PNG", pnginfo=info)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 an executable called photo.jpg", "type"),
        (b"GIF89a<html>", "type"),
        (b"<html>a page called paper.pdf</html>", "type"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (pdf(300_000), "too_large"),
        (photo()[:400], "damaged"),
        (photo(size=(300, 200))[:-60], "damaged"),
        (png()[:50], "damaged"),
        (pdf()[:-40], "damaged"),
        (pdf().replace(b"<<>>", b"<</Encrypt 5 0 R>>"), "encrypted"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_by_its_content(vault, clock, data, reason):
    refused = await stage(vault, clock, data)
    assert isinstance(refused, Refused)
    assert refused.reason == reason
    assert refused.file_name == "tờ khai.jpg"


async def test_the_name_says_nothing_about_the_type(vault, clock):
    staged = await stage(vault, clock, pdf())
    assert staged.attachment.media_type == "application/pdf"


async def test_no_more_of_a_stream_is_read_than_the_limit(vault, clock):
    given = 0

    async def endless():
        nonlocal given
        yield pdf(1000)[:1000]
        while True:
            given += 1
            yield b"x" * 50_000

    assert (await stage(vault, clock, endless())).reason == "too_large"
    assert given <= 5


def test_a_picture_that_claims_gigapixels_is_refused_unread():
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    flood = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    flood += b"\x00\x00\x00\x00IEND\xaeB`\x82"
    assert check_content(flood, "image/png").reason == "too_many_pixels"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_loses_its_place_and_keeps_its_picture_and_orientation(orientation):
    before = photo(orientation=orientation) + b"TRAILER-CANARY"
    after = without_private_data(before, "image/jpeg")
    assert b"CANARY" in before
    assert b"CANARY" not in after
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert ImageChops.difference(old, new).getbbox() is None
        kept = dict(new.getexif())
    assert kept == ({0x0112: orientation} if orientation != 1 else {})


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"subsampling": 0, "quality": 100}, {"restart_marker_rows": 1}]
)
def test_every_kind_of_jpeg_keeps_its_picture(options):
    source = Image.effect_noise((97, 61), 90).convert("RGB")
    data = io.BytesIO()
    source.save(data, "JPEG", icc_profile=b"profile" * 20, **options)
    after = without_private_data(data.getvalue(), "image/jpeg")
    with Image.open(data) as old, Image.open(io.BytesIO(after)) as new:
        assert ImageChops.difference(old, new).getbbox() is None
        assert new.info["icc_profile"] == b"profile" * 20


def test_a_png_loses_its_texts_and_keeps_its_picture():
    before = png() + b"TRAILER-CANARY"
    after = without_private_data(before, "image/png")
    assert b"CANARY" not in after
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert ImageChops.difference(old, new).getbbox() is None


@pytest.mark.parametrize("cut", [3, 20, 100, 300])
def test_a_cut_picture_is_told(cut):
    with pytest.raises(NotAPictureError):
        without_private_data(photo()[:cut], "image/jpeg")
    with pytest.raises(NotAPictureError):
        without_private_data(png()[: min(cut, len(png()) - 1)], "image/png")


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"Exif\x00\x00",
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff",
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01" * 30,
    ],
)
def test_a_malformed_exif_block_means_upright(exif):
    assert find_orientation(exif) == 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("ảnh.jpg", "ảnh.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\giấy.pdf", "giấy.pdf"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("gia\u0302\u0301y.pdf", "giấy.pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_name_is_only_shown(given, shown):
    assert display_name(given) == shown


def test_the_first_checks_need_only_the_head():
    assert check_file(photo()[:1024], 100, PAPER) is None
    assert check_file(photo()[:1024], 100, Paper(id="p", title={}, accept=("application/pdf",))).reason == "type"
    assert find_media_type(b"%PDF-1.4") == "application/pdf"
    assert find_media_type(b"\n\n%PDF-1.4") is None


async def test_a_file_kept_for_an_answer_is_there_after_a_restart_and_only_for_its_owner(vault, clock):
    who = ["mother"]
    documents = Documents(vault, clock=clock, owner=lambda: who[0])
    kept = await documents.keep("d1/r1", PAPER, file_name="a.jpg", data=photo())
    again = Documents(vault, clock=clock, owner=lambda: who[0])
    await again.load()
    assert again.of("d1/r1") == (kept,)
    assert await again.read(kept) == await documents.read(kept)
    who[0] = "neighbour"
    assert again.of("d1/r1") == ()
    await again.remove(kept.id)
    who[0] = "mother"
    assert again.of("d1/r1") == (kept,)
    await again.remove(kept.id)
    assert again.of("d1/r1") == ()
    with pytest.raises(KeyError):
        await again.read(kept)


async def stage(vault, clock, data):
    return await stage_file(
        vault, PAPER, file_name="tờ khai.jpg", data=data, already=0, now=clock(), new_id=lambda: "blob"
    )


async def test_whoever_hears_of_a_kept_file_finds_it_and_misses_it_once_removed(vault, clock):
    documents = Documents(vault, clock=clock, owner=lambda: "s1")
    found: list[int] = []
    vault.changes.subscribe(lambda _changed: found.append(len(documents.of("d/r"))))
    kept = await documents.keep("d/r", PAPER, file_name="tờ khai.jpg", data=photo())
    await asyncio.sleep(0)
    assert found == [1]
    await documents.remove(kept.id)
    await asyncio.sleep(0)
    assert found == [1, 0]
