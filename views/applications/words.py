"""What the outbox says of a parcel: what it is, why it waits, what helps."""

from datetime import datetime

from app.i18n import Formats, Translator
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason


def kind_words(parcel: Parcel, t: Translator) -> str:
    """Return what waits."""
    match parcel.kind:
        case "submission":
            return t("Application")
        case "request_answer":
            return t("Answer to the office")
        case _:
            return t("Withdrawal")


def parcel_name(parcel: Parcel, parcels: tuple[Parcel, ...], t: Translator, formats: Formats) -> str:
    """Return the title of a parcel, with what and since when where another one has the same title."""
    same = [other for other in parcels if other.title == parcel.title]
    if len(same) < 2:
        return parcel.title
    number = 1 + sorted(other.id for other in same).index(parcel.id)
    when = formats.date_time(parcel.queued_at)
    return f"{parcel.title} ({kind_words(parcel, t)}, {when}, {number})"


def reason_words(parcel: Parcel, t: Translator) -> tuple[str, str]:
    """Return why it waits and what the person can do."""
    if parcel.state is ParcelState.SENDING:
        return t("Being sent now"), t("Keep the app open until it says “Submitted”.")
    why, helps = _reason(parcel.reason, t)
    if not parcel.outcome_unknown or parcel.reason in (Reason.OUTCOME_UNKNOWN, Reason.NOT_YET_TRIED):
        return why, helps
    unknown, asked = _reason(Reason.OUTCOME_UNKNOWN, t)
    return unknown, f"{asked} " + t("It cannot be asked now: {why}. {helps}", why=why, helps=helps)


def _reason(reason: Reason, t: Translator) -> tuple[str, str]:
    match reason:
        case Reason.NOT_YET_TRIED:
            return t("It is next in line"), t("The app sends it by itself.")
        case Reason.NO_NETWORK:
            return t("No network"), t("We send it when there is a network. Keep the app.")
        case Reason.PORTAL_UNAVAILABLE:
            return t("The portal does not answer"), t("The app tries again by itself. You need not do anything.")
        case Reason.PORTAL_BUSY:
            return (
                t("The portal has too much to do and asks to wait"),
                t("The app sends all that waits by itself, at the time below."),
            )
        case Reason.BEING_CHECKED:
            return (
                t("The portal is checking the file for viruses"),
                t("It is sent on by itself when that is done. You need not do anything."),
            )
        case Reason.NOT_THE_PORTAL:
            return (
                t("Something else answers instead of the portal"),
                t("On public Wi-Fi, open a web page and accept its terms, or use another network."),
            )
        case Reason.NOT_TRUSTED:
            return (
                t("The connection is not safe, so nothing was sent"),
                t("Check the date and time of this device, or use another network."),
            )
        case Reason.PAUSED:
            return t("You paused it"), t("Press “Go on” when it may be sent.")
        case Reason.WIFI_ONLY:
            return t("It waits for Wi-Fi"), t("You chose to send over Wi-Fi only.")
        case Reason.SIGN_IN_NEEDED:
            return t("You are signed out"), t("Sign in again, then it is sent.")
        case Reason.OUTCOME_UNKNOWN:
            return (
                t("The portal has not said yet that it has it"),
                t("We ask the portal whether it has arrived. It is never filed twice."),
            )
        case Reason.REFUSED:
            return t("The portal did not take it"), t("Take it back, correct it and submit again.")
        case Reason.FILE_REFUSED:
            return t("The portal refused a file"), t("Take it back, attach another file and submit again.")
        case Reason.FORM_CHANGED:
            return t("The form has changed"), t("Take it back, look at the new questions and submit again.")
        case Reason.UPDATE_NEEDED:
            return t("This app is too old for the portal"), t("Update the app; what you filled in is kept.")
        case Reason.STORAGE_FULL:
            return t("This device has no room left"), t("Free some room, then send again.")


def tries_words(parcel: Parcel, t: Translator, formats: Formats) -> tuple[tuple[str, str], ...]:
    """Return when it was queued, last tried and will be tried next, as named facts."""
    facts = [(t("Waiting since"), formats.date_time(parcel.queued_at))]
    if parcel.last_try_at is not None:
        facts.append((t("Last try"), formats.date_time(parcel.last_try_at)))
    facts.append((t("Next try"), _next_try(parcel, t, formats)))
    return tuple(facts)


def files_words(parcel: Parcel, t: Translator, formats: Formats) -> str:
    """Return how much of the files the portal has; empty without files."""
    if not parcel.files:
        return ""
    total = sum(file.attachment.size_bytes for file in parcel.files)
    sent = sum(_sent_bytes(file.sent_bytes, file.attachment.size_bytes, file.receipt_sha256) for file in parcel.files)
    return t(
        "{done} of {count} files · {sent} of {total}",
        done=sum(file.receipt_sha256 is not None for file in parcel.files),
        count=len(parcel.files),
        sent=formats.file_size(sent),
        total=formats.file_size(total),
    )


def file_words(file: FileProgress, t: Translator, formats: Formats) -> str:
    """Return how far one file is."""
    size = formats.file_size(file.attachment.size_bytes)
    if file.receipt_sha256 is not None:
        return t("the portal has it whole, {size}", size=size)
    if file.upload_url is None:
        return t("not begun, {size}", size=size)
    return t("{sent} of {total}", sent=formats.file_size(file.sent_bytes), total=size)


def file_share(file: FileProgress) -> float:
    """Return the share of a file's bytes that the portal has, 0 to 1."""
    size = file.attachment.size_bytes
    return _sent_bytes(file.sent_bytes, size, file.receipt_sha256) / size if size else 0.0


def saved_words(saved_at: datetime | None, t: Translator, formats: Formats) -> str:
    """Return when a draft was last saved on this device."""
    return t("Saved on this device at {time}", time=formats.date_time(saved_at)) if saved_at else t("Not saved yet")


def _sent_bytes(sent: int, size: int, receipt: str | None) -> int:
    return size if receipt is not None else min(sent, size)


def _next_try(parcel: Parcel, t: Translator, formats: Formats) -> str:
    if parcel.state is ParcelState.SENDING:
        return t("Now")
    if parcel.state is ParcelState.NEEDS_ATTENTION or parcel.reason in (Reason.PAUSED, Reason.SIGN_IN_NEEDED):
        return t("Not before you have done something")
    if parcel.reason is Reason.WIFI_ONLY:
        return t("As soon as there is Wi-Fi")
    return formats.date_time(parcel.next_try_at) if parcel.next_try_at is not None else t("As soon as possible")
