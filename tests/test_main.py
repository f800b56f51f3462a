"""What the composition root itself does."""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from views.running.product import Product


class AnsweringPortal:
    """The embedded portal, as far as the composition root looks at it."""

    url = "http://127.0.0.1:8123"


def test_the_address_of_the_desk_is_said_once_and_not_where_ready_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    product = Product(argparse.Namespace(), tmp_path, cast("Any", None), "http://127.0.0.1:1/callback")
    product.portal = cast("Any", AnsweringPortal())
    product._say_desk()
    product._say_desk()  # it was started again, at the same address
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.endswith("http://127.0.0.1:8123/desk\n")


def test_the_first_screen_does_not_wait_for_what_only_later_ones_need() -> None:
    program = (
        "import sys\nfrom views.running.product import FIRST_NEEDED\nfrom views.running.process import import_all\n"
        "import_all(FIRST_NEEDED)\n"
        "print(*sorted({'forms.flow', 'jsonschema', 'PIL', 'pypdf', 'fpdf', 'sqlalchemy'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.split() == []
