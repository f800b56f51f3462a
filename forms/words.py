"""Dates and amounts in words, as official papers write them beside the figures."""

from datetime import date

_DIGITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES_VI = ("", "nghìn", "triệu")
_ONES_EN = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES_EN = ("", "thousand", "million", "billion", "trillion", "quadrillion")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDINALS_EN = {
    1: "first",
    2: "second",
    3: "third",
    5: "fifth",
    8: "eighth",
    9: "ninth",
    12: "twelfth",
    20: "twentieth",
    30: "thirtieth",
}


def _below_thousand_vi(number: int, *, padded: bool) -> str:
    """Return 0..999 in Vietnamese; ``padded`` says the hundreds ("không trăm linh năm") as inside a longer number."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words: list[str] = []
    if hundreds or padded:
        words += [_DIGITS_VI[hundreds], "trăm"]
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words += [_DIGITS_VI[tens], "mươi"]
    if ones:
        if tens and ones == 5:
            words.append("lăm")
        elif tens > 1 and ones == 1:
            words.append("mốt")
        elif tens > 1 and ones == 4:
            words.append("tư")
        else:
            words.append(_DIGITS_VI[ones])
    return " ".join(words)


def _number_vi(number: int) -> str:
    if number == 0:
        return _DIGITS_VI[0]
    if number >= 1_000_000_000:
        billions, rest = divmod(number, 1_000_000_000)
        return f"{_number_vi(billions)} tỷ" + (f" {_below_billion_vi(rest, padded=True)}" if rest else "")
    return _below_billion_vi(number, padded=False)


def _below_billion_vi(number: int, *, padded: bool) -> str:
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words.append(_below_thousand_vi(group, padded=padded or bool(words)))
            words.append(_SCALES_VI[power])
    return " ".join(word for word in words if word)


def _number_en(number: int) -> str:
    if number < 20:
        return _ONES_EN[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS_EN[tens - 2] + (f"-{_ONES_EN[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES_EN[hundreds]} hundred" + (f" and {_number_en(rest)}" if rest else "")
    power = max(place for place in range(len(_SCALES_EN)) if number >= 1000**place)
    head, rest = divmod(number, 1000**power)
    joint = " and " if 0 < rest < 100 else " "
    return f"{_number_en(head)} {_SCALES_EN[power]}" + (f"{joint}{_number_en(rest)}" if rest else "")


def _ordinal_en(number: int) -> str:
    if number in _ORDINALS_EN:
        return _ORDINALS_EN[number]
    if number > 20:
        tens, ones = divmod(number, 10)
        return f"{_TENS_EN[tens - 2]}-{_ordinal_en(ones)}"
    return f"{_ONES_EN[number]}th"


def number_in_words(number: int, language: str) -> str:
    """Return a whole number in words: 21 is "hai mươi mốt", as "số bản" is written beside the figure."""
    sign = {"vi": "âm ", "en": "minus "}.get(language, "") if number < 0 else ""
    return sign + (_number_en(abs(number)) if language == "en" else _number_vi(abs(number)))


def amount_in_words(amount_vnd: int, language: str) -> str:
    """Return an amount as a receipt spells it: 135.000 is "Một trăm ba mươi lăm nghìn đồng".

    Northern spelling (nghìn, linh, mốt, tư, lăm), which official papers use.

    Source:
        domain facts D.3.
    """
    text = f"{number_in_words(amount_vnd, language)} {'Vietnamese dong' if language == 'en' else 'đồng'}"
    return text[0].upper() + text[1:]


def date_in_words(day: date, language: str) -> str:
    """Return a date as a civil-status paper spells it: "Ngày hai, tháng tư, năm hai nghìn không trăm hai mươi sáu".

    The fourth month is "tư", never "bốn".
    """
    if language == "en":
        text = f"the {_ordinal_en(day.day)} of {MONTHS_EN[day.month - 1]}, {_number_en(day.year)}"
    else:
        month = "tư" if day.month == 4 else _number_vi(day.month)
        text = f"ngày {_number_vi(day.day)}, tháng {month}, năm {_number_vi(day.year)}"
    return text[0].upper() + text[1:]


def date_long(value: str, language: str) -> str:
    """Return an ISO date, month or year as official papers write it in figures: "ngày 02 tháng 11 năm 2026".

    Noughts before days below 10 and months below 3, which could be altered otherwise.

    Source:
        Decree 30/2020/NĐ-CP, annex I.
    """
    year, month, day = [*(int(part) for part in value.split("-")), 0, 0][:3]
    if language == "en":
        return " ".join(part for part in (str(day or ""), MONTHS_EN[month - 1] if month else "", str(year)) if part)
    month_words = f"tháng {month:02}" if month < 3 else f"tháng {month}"
    return " ".join([*([f"ngày {day:02}"] if day else []), *([month_words] if month else []), f"năm {year}"])
