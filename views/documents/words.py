"""What is said of files: what is taken, why one is not, how to mend it."""

from app.documents.model import Refused
from app.i18n import Formats, Translator
from forms.procedure import Paper
from views.design import Choice
from views.documents.pages_state import Said
from views.shared.shortening import shortened


def limits_words(paper: Paper, t: Translator, formats: Formats) -> str:
    """Return what a file of this paper may be, said before one is chosen."""
    size = formats.file_size(paper.max_bytes)
    kinds = _kinds(paper, t)
    if paper.max_files == 1:
        return t("Takes {kinds}, at most {size}, 1 file", kinds=kinds, size=size)
    return t("Takes {kinds}, at most {size} each, up to {count} files", kinds=kinds, size=size, count=paper.max_files)


def refused_words(refused: Refused, paper: Paper, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return why a file was not taken, and what to do."""
    name = shortened(refused.file_name)
    match refused.reason:
        case "empty":
            return t("“{name}” is empty", name=name), t("The file has no content. Choose another one.")
        case "type":
            return (
                t("“{name}” is of a kind that is not taken", name=name),
                t("Choose {kinds}. What counts is the content of the file, not its name.", kinds=_kinds(paper, t)),
            )
        case "heic":
            return (
                t("“{name}” is a HEIC photo, which offices cannot open", name=name),
                t(
                    "On an iPhone choose Settings, Camera, Formats, Most Compatible and take it again; "
                    "or send the photo to yourself as JPG."
                ),
            )
        case "too_large":
            return (
                t("“{name}” is too large", name=name),
                t(
                    "At most {size}. Take the photo again with less detail, or save the PDF smaller.",
                    size=formats.file_size(refused.limit or paper.max_bytes),
                ),
            )
        case "too_many_pages":
            return (
                t("“{name}” has too many pages", name=name),
                t("Up to {count} pages in all. Leave out the pages that are not needed.", count=refused.limit or 0),
            )
        case "too_many":
            return (
                t("This paper has all the files it can take"),
                t("Up to {count} files. Remove one first.", count=refused.limit or paper.max_files),
            )
        case "damaged":
            return t("“{name}” is damaged", name=name), t("It cannot be opened. Take the photo again or copy the file.")
        case "too_many_pixels":
            return t("“{name}” has too many pixels", name=name), t("Take the photo again with less detail.")
        case "encrypted":
            return t("“{name}” is locked", name=name), t("Save the PDF without a password, then choose it again.")
        case "hidden_data":
            words = t("Something else is hidden behind the file's content. Take the photo or save the file again.")
            return t("“{name}” is not taken", name=name), words
        case "active_content":
            words = t("The PDF contains code that could run. Print it to a plain PDF and choose that.")
            return t("“{name}” is not taken", name=name), words
        case "embedded_files":
            words = t("The PDF carries other files inside. Print it to a plain PDF and choose that.")
            return t("“{name}” is not taken", name=name), words


def said_words(said: Said | None, t: Translator) -> str:
    """Return what has just happened to a page."""
    if said is None:
        return ""
    match said.what:
        case "added":
            return t("Pages added: {count}. There are {total} now.", count=said.number, total=said.count)
        case "moved":
            return t("It is page {number} of {total} now.", number=said.number, total=said.count)
        case "turned":
            return t("Page {number} is turned.", number=said.number)
        case "removed":
            return t("Page {number} is taken out. {total} are left.", number=said.number, total=said.count)
        case "put_back":
            return t("The page is back. There are {total} now.", total=said.count)


def detail_choices(t: Translator) -> tuple[Choice, ...]:
    """Return how much of the photos may stay."""
    return (
        Choice("full", t("As photographed"), t("The largest file.")),
        Choice("clear", t("Clear"), t("Sharp when printed. Right for most papers.")),
        Choice("small", t("Small"), t("Goes out fastest on a weak network. Look whether small print can be read.")),
    )


def _kinds(paper: Paper, t: Translator) -> str:
    has_photos = any(media_type.startswith("image/") for media_type in paper.accept)
    has_pdf = "application/pdf" in paper.accept
    if has_photos and has_pdf:
        return t("a photo (JPG, PNG) or a PDF")
    return t("a photo (JPG, PNG)") if has_photos else t("a PDF")
