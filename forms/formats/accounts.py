"""Bank accounts.

Source:
    Each bank builds its own numbers; transfers carry up to 19 letters and digits (NAPAS247, domain facts D.1). The
    banks by their BIN are a list of the catalogue (domain facts C.10).
"""

from typing import TYPE_CHECKING

import regex

from forms.formats import tidying

if TYPE_CHECKING:
    from forms.procedure import Text

SHORTEST, LONGEST = 6, 19

_ACCOUNT = regex.compile(rf"(?=.*[0-9])[0-9A-Z]{{{SHORTEST},{LONGEST}}}")


def is_account(value: str) -> bool:
    """Return whether a stored value can be the number of an account: 6 to 19 digits, or letters among them."""
    return bool(_ACCOUNT.fullmatch(value))


def show_account(value: str, _language: str) -> str:
    """Return a number in groups of four, which are easy to compare."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4)) if is_account(value) else value


def why_no_account(value: str) -> "Text | None":
    """Say what is wrong: a sign, or too few or too many digits."""
    sign = next((one for one in value if not (one.isascii() and one.isalnum())), None)
    if sign:
        return {"vi": f"Bỏ ký tự “{sign}” trong số tài khoản.", "en": f"Take “{sign}” out of the account number."}
    if not SHORTEST <= len(value) <= LONGEST:
        return {
            "vi": f"Số tài khoản có từ {SHORTEST} đến {LONGEST} ký tự; số này có {len(value)}.",
            "en": f"An account number has {SHORTEST} to {LONGEST} characters; this one has {len(value)}.",
        }
    return None


def to_account(typed: str) -> str:
    """Return an account number without separators."""
    return tidying.code(typed)
