"""Mobile data is told from Wi-Fi on a phone; what cannot be told is nothing, and a change wakes the outbox."""

import flet as ft
import pytest

from views.platform.flet_network import FletNetwork

MOBILE, WIFI, VPN, NONE = (
    ft.ConnectivityType.MOBILE,
    ft.ConnectivityType.WIFI,
    ft.ConnectivityType.VPN,
    ft.ConnectivityType.NONE,
)


@pytest.mark.parametrize(
    ("kinds", "metered"),
    [([MOBILE], True), ([WIFI], False), ([WIFI, MOBILE], False), ([VPN, MOBILE], True), ([VPN], None), ([NONE], None)],
)
def test_mobile_data_is_metered(kinds: list[ft.ConnectivityType], metered: bool | None) -> None:
    woken: list[None] = []
    network = FletNetwork(lambda: woken.append(None))
    assert network.is_metered is None
    network._became(kinds)
    network._became(list(reversed(kinds)))
    assert network.is_metered is metered
    assert len(woken) == 1
