"""What is said when a hand-over does not come about."""

from app.i18n import Translator
from app.relay.model import OfferProblem, TakeProblem


def offer_words(problem: OfferProblem, t: Translator) -> str:
    """Return why a draft could not be offered and what to do; it is still on the terminal."""
    return {
        OfferProblem.GONE: t("It was filed or erased; there is nothing to move."),
        OfferProblem.UNREADABLE: t("Not all of it can be read on this machine. Call staff before you leave."),
        OfferProblem.TOO_LARGE: t("Its files are too large to be moved this way. Call staff before you leave."),
        OfferProblem.NOT_REGISTERED: t("The portal does not know this machine. Call staff before you leave."),
        OfferProblem.FULL: t("The portal has no room for it now. Try again in a few minutes, or call staff."),
        OfferProblem.REFUSED: t("The portal did not take it. Try again, or call staff."),
    }[problem]


def own_offer_words(problem: OfferProblem, t: Translator) -> str:
    """Return the same for a draft on one's own device, which stays there."""
    return {
        OfferProblem.GONE: t("The draft was deleted, or it is on its way to the office."),
        OfferProblem.UNREADABLE: t("Not all of the draft can be read on this device. It stays as it is."),
        OfferProblem.TOO_LARGE: t("Its files are too large for this way. Take it along as a sealed file."),
        OfferProblem.NOT_REGISTERED: t("Sign in first: only then the portal keeps it for you."),
        OfferProblem.FULL: t("The portal has no room for it now. Try again in a few minutes."),
        OfferProblem.REFUSED: t("The portal did not take it. Try again, or take it along as a sealed file."),
    }[problem]


def take_words(problem: TakeProblem, t: Translator) -> str:
    """Return why nothing was taken and what to do."""
    return {
        TakeProblem.BAD_CODE: t("A letter of the code is missing or wrong. Compare it group by group."),
        TakeProblem.UNKNOWN: t("Nothing waits under this code. Compare it group by group, or get a new one."),
        TakeProblem.NOT_READY: t("The terminal is still sending. Wait until it shows the code, then try again."),
        TakeProblem.BUSY: t(
            "Another device is taking it. If that was not you, tell the staff. Try again in 5 minutes."
        ),
        TakeProblem.TAKEN: t("It was taken already. Look on the device that took it; if that was not you, tell staff."),
        TakeProblem.EXPIRED: t("The code's time is over and what it stood for is erased. Get a new one."),
        TakeProblem.TOO_MANY: t("Too many wrong codes came from this network. Wait ten minutes."),
        TakeProblem.OFFLINE: t("The portal does not answer. Nothing is lost: try again while the code is good."),
        TakeProblem.DAMAGED: t("What came is damaged, or was changed on the way. Get a new code."),
        TakeProblem.NO_ROOM: t("This device could not store it. It still waits at the portal."),
        TakeProblem.REFUSED: t("The portal did not give it. Update the app, then try again."),
    }[problem]
