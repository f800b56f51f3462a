"""The settings of a terminal in a file that only the keeper's account reads."""

import contextlib
import json
import os
from pathlib import Path

from pydantic import ValidationError

from app.kiosk.settings import KioskSettings

FILE_NAME = "kiosk.json"


class SettingsDamagedError(ValueError):
    """The file is there and says nothing that can be used."""


def read_settings(folder: Path) -> KioskSettings:
    """Return what the office decided, the defaults where it has decided nothing yet.

    Raises:
        SettingsDamagedError: the file is not what was written.
        OSError: it cannot be read.
    """
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return KioskSettings()
    except UnicodeDecodeError as error:
        raise SettingsDamagedError(FILE_NAME) from error
    return settings_of(text)


def settings_of(text: str) -> KioskSettings:
    """Return the settings that ``as_text`` wrote.

    Raises:
        SettingsDamagedError: it did not.
    """
    try:
        return KioskSettings.model_validate_json(text)
    except ValidationError:  # its words may tell the secret
        raise SettingsDamagedError(FILE_NAME) from None


def write_settings(folder: Path, settings: KioskSettings) -> None:
    """Keep ``settings``, whole or not at all.

    Raises:
        OSError: the old ones stand.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{FILE_NAME}.new"
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(as_text(settings))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / FILE_NAME)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def as_text(settings: KioskSettings) -> str:
    """Return the settings as JSON, the terminal's secret in clear: for the file and the session's pipe only."""
    clear = settings.model_dump(mode="json") | {"terminal_secret": settings.terminal_secret.get_secret_value()}
    return json.dumps(clear, ensure_ascii=False, indent=2)
