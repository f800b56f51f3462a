"""``motcua kiosk --set-up``: the first settings and the staff's PIN, by whoever installs the terminal."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from app.kiosk.pin import PIN, hash_pin
from app.kiosk.reach import is_of_this_machine
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_code import SettingsProblem, open_settings
from app.kiosk.settings_file import SettingsDamagedError, read_settings, write_settings

Ask = Callable[[str], str]

TEXT = "Cài đặt (quét mã QR hoặc dán; để trống: giữ nguyên) / Settings (scan the QR or paste; empty: as they are): "
CODE = "Mã mở / Code to open them: "
PIN_TWICE = ("PIN của cán bộ, 6 đến 12 chữ số / Staff's PIN, 6 to 12 digits: ", "Nhập lại / Again: ")
REFUSED = {
    SettingsProblem.NOT_SETTINGS: "Đây không phải mã cài đặt. / This is no settings code.",
    SettingsProblem.WRONG_CODE: "Mã mở không đúng, hoặc mã QR đã bị sửa. / Wrong code, or the QR was changed.",
    SettingsProblem.UNUSABLE: "Bản này không dùng được cài đặt đó. / This version cannot use these settings.",
}
BAD_PIN = "PIN phải có 6 đến 12 chữ số và hai lần giống nhau. / A PIN has 6 to 12 digits, the same twice."
NOT_WRITTEN = "Không ghi được; cài đặt cũ vẫn còn. / It could not be written; the old settings stand."
NO_PHONES = "Điện thoại không mở được địa chỉ cổng này. / Phones cannot reach a portal by this address."
DONE = "Đã lưu. / Kept."


def set_up(folder: Path, *, ask: Ask, ask_hidden: Ask, say: Callable[[str], object], random: Random) -> int:
    """Ask for settings and PIN, keep them, and return the exit code; what is refused changes nothing.

    Args:
        folder: The terminal's.
        ask: Asks for a line.
        ask_hidden: Asks for a line that is not shown.
        say: Tells a line.
        random: The system's.
    """
    try:
        settings = read_settings(folder)
    except SettingsDamagedError:
        settings = KioskSettings()  # it is written anew
    text = ask(TEXT).strip()
    if text:
        found = open_settings(text, ask_hidden(CODE), settings)
        if isinstance(found, SettingsProblem):
            say(REFUSED[found])
            return 1
        settings = found
    pin, again = (ask_hidden(words) for words in PIN_TWICE)
    if pin != again or PIN.fullmatch(pin) is None:
        say(BAD_PIN)
        return 1
    try:
        write_settings(folder, settings.model_copy(update={"pin_hash": hash_pin(pin, random)}))
    except OSError:
        say(NOT_WRITTEN)
        return 1
    if is_of_this_machine(settings.portal_url):
        say(NO_PHONES)
    say(DONE)
    return 0
