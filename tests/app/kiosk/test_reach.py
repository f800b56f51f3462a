"""A portal's address that no phone can open is known as such."""

import pytest

from app.kiosk.reach import is_of_this_machine


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000/oauth/device", "http://127.8.8.8", "http://localhost:8000", "http://a.localhost",
     "http://[::1]:8000/x", "http://0.0.0.0:8000"],
)  # fmt: skip
def test_an_address_of_this_machine(address: str) -> None:
    assert is_of_this_machine(address)


@pytest.mark.parametrize(
    "address", ["", "http://192.168.1.20:8000", "https://dichvu.example", "http://[fe80::1", "http://127.example"]
)
def test_an_address_of_elsewhere(address: str) -> None:
    assert not is_of_this_machine(address)
