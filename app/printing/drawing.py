"""``python -I drawing.py WIDTH MOST_PAGES``: a PDF on standard input becomes pictures and words on standard output.

A process of its own, with nothing of ours imported, so that a paper that crashes what draws it crashes nothing else:
it is given no secret, can write into no file, and has little memory and time. What it draws is a picture: links, forms,
scripts and attached files of the paper lead nowhere.

Told first: ``{"pages": n}``; then for each page a line with width, height, words and the size of the PNG that follows.
"""

import io
import json
import resource
import sys

import pypdfium2

LONGEST_SIDE = 8_000
MOST_BYTES = 1 << 30
MOST_SECONDS = 20


def main() -> None:
    """Draw what was given."""
    width, most_pages = (int(word) for word in sys.argv[1:])
    for limit, most in (
        (resource.RLIMIT_AS, MOST_BYTES),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 1),
    ):
        _, allowed = resource.getrlimit(limit)
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(limit, (most, most))
    paper = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    tell({"pages": len(paper)})
    for number in range(min(len(paper), most_pages)):
        page = paper[number]
        scale = min(width / page.get_width(), LONGEST_SIDE / page.get_height())
        picture = page.render(scale=scale, rev_byteorder=True).to_pil()
        png = io.BytesIO()
        picture.save(png, "PNG", compress_level=4)
        words = page.get_textpage().get_text_bounded()
        tell({"width": picture.width, "height": picture.height, "words": words, "size": len(png.getvalue())})
        sys.stdout.buffer.write(png.getvalue())
        sys.stdout.buffer.flush()


def tell(said: dict[str, object]) -> None:
    """Write a line."""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
