"""What is said of files: what is taken, why one is not, how to mend it."""

from app.documents.model import Refused
from app.i18n import Formats, Translator
from forms.procedure import Paper


def limits_words(paper: Paper, t: Translator, formats: Formats) -> str:
    """Return what a file of this paper may be, said before one is chosen."""
    size = formats.file_size(paper.max_bytes)
    kinds = _kinds(paper, t)
    if paper.max_files == 1:
        return t("Takes {kinds}, at most {size}, 1 file", kinds=kinds, size=size)
    return t("Takes {kinds}, at most {size} each, up to {count} files", kinds=kinds, size=size, count=paper.max_files)


def refused_words(refused: Refused, paper: Paper, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return why a file was not taken, and what to do."""
    name = refused.file_name
    match refused.reason:
        case "empty":
            return t("“{name}” is empty", name=name), t("The file has no content. Choose another one.")
        case "type":
            return (
                t("“{name}” is of a kind that is not taken", name=name),
                t("Choose {kinds}. What counts is the content of the file, not its name.", kinds=_kinds(paper, t)),
            )
        case "too_large":
            return (
                t("“{name}” is too large", name=name),
                t(
                    "At most {size}. Take the photo again with less detail, or save the PDF smaller.",
                    size=formats.file_size(refused.limit or paper.max_bytes),
                ),
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


def _kinds(paper: Paper, t: Translator) -> str:
    has_photos = any(media_type.startswith("image/") for media_type in paper.accept)
    has_pdf = "application/pdf" in paper.accept
    if has_photos and has_pdf:
        return t("a photo (JPG, PNG) or a PDF")
    return t("a photo (JPG, PNG)") if has_photos else t("a PDF")
