import io
import json
import os
import subprocess
import sys
from pathlib import Path

from forms.console import speak_utf8

ROOT = Path(__file__).resolve().parents[2]


def test_a_stream_of_another_code_page_reads_and_writes_utf_8() -> None:
    written, read = io.BytesIO(), io.BytesIO("khai sinh một cửa\n".encode() + b"\xff\n")
    target, source = io.TextIOWrapper(written, encoding="cp1252"), io.TextIOWrapper(read, encoding="cp1252")
    speak_utf8(target, source, io.StringIO())
    target.write("Một Cửa")
    target.flush()
    assert written.getvalue().decode() == "Một Cửa"
    assert source.read().splitlines() == ["khai sinh một cửa", "\\xff"]


def test_the_search_command_answers_vietnamese_where_pipes_have_another_code_page() -> None:
    answer = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "search", "--json", "--limit", "1", "-"],
        input="đăng ký khai sinh\n".encode(), capture_output=True, timeout=60, check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    )  # fmt: skip
    (hits,) = (json.loads(line) for line in answer.stdout.decode().splitlines())
    assert hits[0]["code"] == "1.001193"
