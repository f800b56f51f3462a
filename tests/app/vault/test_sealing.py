import json

import pytest

from app.vault.sealing import NotAuthenticError, Seal, _bind

PLACES = [
    ("drafts", "a", 1),
    ("", "", 0),
    ("chunk", 'a"b\\c\n\x01', "é đ 😀 \u2028", 2**63),
    ("x", True, False, -1),
    (),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_bound_as_json_says_it(place):
    """What older versions sealed was bound by ``json.dumps``."""
    assert _bind(place) == json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()


def test_what_is_sealed_opens_in_its_own_place_only():
    seal = Seal(bytes(32))
    sealed = seal.close(b"x", "drafts", "a", 1)
    assert seal.open(sealed, "drafts", "a", 1) == b"x"
    for place in ("drafts", "a", 2), ("drafts", "b", 1), ("parcels", "a", 1), ("drafts", "a"), ("drafts", "a", "1"):
        with pytest.raises(NotAuthenticError):
            seal.open(sealed, *place)
    for wrong in (b"", b"\x01", sealed[:-1], b"\x02" + sealed[1:], None, "text"):
        with pytest.raises(NotAuthenticError):
            seal.open(wrong, "drafts", "a", 1)


def test_a_name_is_sealed_the_same_each_time_and_for_its_kind():
    seal, other = Seal(bytes(32)), Seal(bytes(range(32)))
    name = seal.close_name("1.001193@1", "forms")
    assert name == seal.close_name("1.001193@1", "forms")
    assert seal.open_name(name, "forms") == "1.001193@1"
    assert len({name, seal.close_name("1.001193@2", "forms"), seal.close_name("1.001193@1", "drafts")}) == 3
    assert name != other.close_name("1.001193@1", "forms")
    for kind, by in ("drafts", seal), ("forms", other):
        with pytest.raises(NotAuthenticError):
            by.open_name(name, kind)
