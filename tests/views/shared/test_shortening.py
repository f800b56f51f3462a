"""Long words keep their beginning and their end."""

import pytest

from views.shared.shortening import FILE_NAME, shortened


@pytest.mark.parametrize("name", ["giấy chứng sinh.jpg", "x" * FILE_NAME])
def test_what_has_room_stays_as_it_is(name: str) -> None:
    assert shortened(name) == name


def test_two_photos_of_a_messenger_stay_apart() -> None:
    first, second = (f"z5012345678901_0e3f9a7b2c4d5e6f7a8b9c0d1e2f3a4b_{n}.jpg" for n in (1, 2))
    assert len(shortened(first)) <= FILE_NAME
    assert shortened(first).startswith("z5012345678901_")
    assert shortened(first).endswith("4b_1.jpg")
    assert shortened(first) != shortened(second)
