"""Transfers: what a payer's bank is told (VietQR), and how a transfer finds its payment again."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.payment_codes import vietqr

WORD_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: the word is typed by hand when a code cannot be scanned."""

WORD_LENGTH = 8
MAX_CONTENT = 25


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money goes."""

    bank_name: str
    bank_bin: str
    number: str
    payee: str

    def order(self, amount_vnd: int, content: str, *, expires_at: datetime) -> dict[str, Any]:
        """Return the transfer order as the API shows it, its VietQR payload included (domain facts D.1)."""
        return {
            "payload": vietqr(self.bank_bin, self.number, amount_vnd=amount_vnd, purpose=content),
            "bank_name": self.bank_name,
            "bank_bin": self.bank_bin,
            "account": self.number,
            "payee": self.payee,
            "amount_vnd": amount_vnd,
            "content": content,
            "expires_at": expires_at.isoformat(),
        }


SAMPLE_ACCOUNT = Account("Ngân hàng Mẫu", "999999", "0000000001", "KHO BAC MAU X00")
"""An invented bank: no real bank has this BIN."""


def transfer_content(bill_reference: str, token: str) -> str:
    """Return the transfer's content: the bill's letters and digits, then the word that finds the payment.

    At most 25 ASCII letters, digits and spaces: banks strip everything else (domain facts D.1).
    """
    plain = re.sub(r"[^A-Z0-9]", "", bill_reference.upper())
    return f"{plain[: MAX_CONTENT - WORD_LENGTH - 1]} {token}"


def words_in(content: str) -> list[str]:
    """Return every run of eight characters that could be a payment's word, however the bank spaced the content."""
    plain = re.sub(r"[^A-Z0-9]", "", content.upper())[:200]
    runs = (plain[start : start + WORD_LENGTH] for start in range(len(plain) - WORD_LENGTH + 1))
    return [run for run in runs if set(run) <= set(WORD_ALPHABET)]
