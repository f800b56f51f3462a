"""Drafts the next migration: ``python -m portal.migrations.draft "what changes"`` (read it before committing it).

Compares the models with an empty SQLite database brought to the newest revision.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

from portal.db import UtcDateTime, make_engine
from portal.schema import MIGRATIONS, newest_revision, upgrade


def draft(message: str) -> None:
    """Write ``versions/NNNN_<message>.py``."""
    numbers = [path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")]
    number = f"{int(max(numbers, default='0')) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'draft.sqlite3'}"
        if numbers:
            upgrade(url)
            assert newest_revision() == max(numbers)
        engine = make_engine(url, for_writing=True)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, re.sub(r"\W+", " ", message), autogenerate=True, rev_id=number)
        engine.dispose()


def render_item(kind: str, value: Any, _context: Any) -> str | bool:
    """Write our own column type as the plain one it is, so that migrations import nothing of the portal."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "change")
