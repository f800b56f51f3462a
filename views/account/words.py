"""Why a sign-in came to nothing, and what to do."""

from app.i18n import Translator
from app.identity.model import SignInProblem


def problem_words(problem: SignInProblem, t: Translator) -> tuple[str, str]:
    """Return what happened and what to do."""
    match problem:
        case SignInProblem.UNREACHABLE:
            return t("The portal does not answer"), t("Your draft is kept. Try again in a moment.")
        case SignInProblem.UPDATE_NEEDED:
            return t("This app is too old for the portal"), t("Update the app; what you filled in is kept.")
        case SignInProblem.CANCELLED:
            return t("You did not sign in"), t("You can go on filling in without signing in.")
        case SignInProblem.EXPIRED:
            return t("That sign-in is over"), t("It was begun too long ago or finished already. Begin again.")
        case SignInProblem.CLOCK:
            return t("The date or time of this device is wrong"), t("Set it right, then sign in again.")
        case SignInProblem.STORAGE:
            return t("This device has no room left"), t("Free some room, then sign in again.")
        case SignInProblem.NOT_REGISTERED:
            return t("This terminal cannot sign anybody in"), t("The portal does not know it. Please call the staff.")
        case _:
            return t("The sign-in could not be checked"), t("For your safety nobody was signed in. Begin again.")


def terminal_problem_words(problem: SignInProblem, t: Translator) -> tuple[str, str]:
    """Return what happened at a terminal used by many, and what to do: its clock, disk and version are the staff's."""
    title, text = problem_words(problem, t)
    match problem:
        case SignInProblem.UPDATE_NEEDED | SignInProblem.CLOCK | SignInProblem.STORAGE:
            return title, t("Please call the staff.")
        case SignInProblem.UNREACHABLE:
            return title, t("What you filled in stays while you are here. Try again in a moment, or call the staff.")
        case SignInProblem.EXPIRED:
            return t("The code is no longer good"), t("It was not used in time. Get a new code.")
        case SignInProblem.CANCELLED:
            return title, t("Your phone said no. You can go on without signing in, or get a new code.")
        case _:
            return title, text
