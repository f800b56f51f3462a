"""Dates, times, money and sizes as Vietnamese offices write them, in both languages.

Source: domain facts F.5. Babel's own ``vi`` patterns (``21/11/26``, ``21 tháng 11, 2026``) are not the official ones:
the patterns are ours and Babel gives numbers, weekdays and months. Moments are shown in Vietnam's time.
"""

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_timedelta, get_day_names, get_month_names
from babel.numbers import format_decimal

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
NBSP: Final = "\u00a0"


class Formats:
    """Formats values for the reader.

    Args:
        language: ``vi`` or ``en``.
        t: Translates the few words around numbers ("{count} working days").
    """

    def __init__(self, language: str, *, t: Callable[..., str] | None = None) -> None:
        self._locale = Locale.parse("vi" if language not in ("vi", "en") else language)
        self._is_vietnamese = self._locale.language == "vi"
        self._translate = t

    def date(self, value: dt.date | dt.datetime) -> str:
        """Return ``21/11/2026``."""
        day = self._day(value)
        return f"{day.day:02}/{day.month:02}/{day.year:04}"

    def date_long(self, value: dt.date | dt.datetime) -> str:
        """Return ``ngày 21 tháng 11 năm 2026`` or ``21 November 2026``."""
        day = self._day(value)
        if self._is_vietnamese:
            # Official papers write a nought before days below 10 and months below 3 (Decree 30/2020/ND-CP, annex I).
            month = f"{day.month:02}" if day.month < 3 else str(day.month)
            return f"ngày {day.day:02} tháng {month} năm {day.year}"
        return f"{day.day} {get_month_names(locale=self._locale)[day.month]} {day.year}"

    def weekday(self, value: dt.date | dt.datetime) -> str:
        """Return ``thứ Hai`` or ``Monday``."""
        name: str = get_day_names(locale=self._locale)[self._day(value).weekday()]
        return name[0].lower() + name[1:] if self._is_vietnamese else name

    def time(self, value: dt.datetime) -> str:
        """Return ``14:05``."""
        moment = self._moment(value)
        return f"{moment.hour:02}:{moment.minute:02}"

    def date_time(self, value: dt.datetime) -> str:
        """Return ``14:05 ngày 21/11/2026`` or ``14:05 on 21/11/2026``."""
        return f"{self.time(value)} {'ngày' if self._is_vietnamese else 'on'} {self.date(value)}"

    def weekday_date_time(self, value: dt.datetime) -> str:
        """Return ``16:30 thứ Hai, 09/11/2026`` or ``16:30 Monday 09/11/2026``, as appointments are given."""
        comma = "," if self._is_vietnamese else ""
        return f"{self.time(value)} {self.weekday(value)}{comma} {self.date(value)}"

    def age(self, since: dt.datetime, *, now: dt.datetime) -> str:
        """Return ``3 phút trước`` or ``3 minutes ago``; ``vừa xong`` under a clock that runs behind."""
        passed, t = now - since, self._t
        if passed < dt.timedelta(minutes=1):
            return t("just now")
        return format_timedelta(-passed, add_direction=True, locale=self._locale, threshold=1.0)

    def number(self, value: int | float | Decimal) -> str:
        """Return ``1.234.567,5`` or ``1,234,567.5``."""
        return format_decimal(value, locale=self._locale)

    def money(self, vnd: int) -> str:
        """Return ``16.000 ₫`` (Vietnamese grouping also in English would read as decimals: ``16,000 ₫``)."""
        return f"{self.number(vnd)}{NBSP}₫"

    def file_size(self, size_bytes: int) -> str:
        """Return ``512 B``, ``87 kB`` or ``2,4 MB``, counted in 1,024 like the limits."""
        if size_bytes < 1024:
            return f"{size_bytes}{NBSP}B"
        if size_bytes < 1024 * 1024:
            return f"{self._rounded(size_bytes / 1024, '1')}{NBSP}kB"
        return f"{self._rounded(size_bytes / 1024 / 1024, '0.1')}{NBSP}MB"

    def working_days(self, days: int) -> str:
        """Return ``5 ngày làm việc`` or ``5 working days``."""
        t = self._t
        return t("1 working day") if days == 1 else t("{count} working days", count=self.number(days))

    def days(self, days: int) -> str:
        """Return ``5 ngày`` or ``5 days``."""
        t = self._t
        return t("1 day") if days == 1 else t("{count} days", count=self.number(days))

    def hours(self, hours: int) -> str:
        """Return ``8 giờ`` or ``8 hours``."""
        t = self._t
        return t("1 hour") if hours == 1 else t("{count} hours", count=self.number(hours))

    def _t(self, msgid: str, **params: str) -> str:
        if self._translate is not None:
            return self._translate(msgid, **params)
        from app.i18n.translator import Translator  # the translator carries formats, so not at the top

        self._translate = Translator(self._locale.language)
        return self._translate(msgid, **params)

    def _rounded(self, value: float, step: str) -> str:
        return self.number(Decimal(value).quantize(Decimal(step), rounding=ROUND_HALF_UP).normalize() + 0)

    @staticmethod
    def _moment(value: dt.datetime) -> dt.datetime:
        try:
            return value.astimezone(VIETNAM)
        except OverflowError:  # the last hours of year 9999: a portal may send anything
            return value

    def _day(self, value: dt.date | dt.datetime) -> dt.date:
        return self._moment(value).date() if isinstance(value, dt.datetime) else value
