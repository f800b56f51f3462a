"""Sharing a procedure: a code to scan, an address to copy. Nothing is sent anywhere."""

import flet as ft

from app.payments.codes import qr_matrix
from views.catalogue.inert import inert
from views.catalogue.links import public_address
from views.design import Body, Button, Card, Muted, Notice, QrImage, Row, Screen, Small, Space
from views.home.not_found import NotFoundPage
from views.shared.boundary import page
from views.shared.context import use_surroundings
from views.shared.hooks import use_kept, use_value


@page
def SharePage(code: str) -> ft.View:
    """The public address of a procedure as a QR code and as words."""
    around = use_surroundings()
    services, t = around.services, around.text
    copied, set_copied = use_value("")
    address = public_address(code)
    matrix = use_kept(lambda: qr_matrix(address), address)
    procedure = services.catalogue.find(code)
    if procedure is None:
        return NotFoundPage()
    name = inert(t.text(procedure.name), limit=300)

    async def copy_link() -> None:
        await services.device.copy(address)
        set_copied(t("The link is copied."))

    async def copy_words() -> None:
        await services.device.copy(t("{name}, code {code}: {address}", name=name, code=code, address=address))
        set_copied(t("Name, code and link are copied."))

    size = code_size(ft.context.page.width)
    scan = t("QR code that leads to {name}", name=name)
    body: list[ft.Control] = [
        Muted(name),
        Card(
            [
                ft.Row([QrImage(matrix, label=scan, size=size)], alignment=ft.MainAxisAlignment.CENTER),
                Body(t("Point a phone's camera at the code.")),
                Small(address),
            ]
        ),
        Row(
            [
                Button(t("Copy the link"), copy_link, icon=ft.Icons.LINK, key="copy-link"),
                Button(
                    t("Copy name, code and link"),
                    copy_words,
                    kind="secondary",
                    icon=ft.Icons.CONTENT_COPY,
                    key="copy-all",
                ),
            ],
            wrap=True,
        ),
    ]
    if copied:
        body.append(Notice("done", "", copied, announced=True, key="copied"))
    body.append(Small(t("The link leads to the national public service portal. Whoever opens it needs a network.")))
    return Screen(
        t("Share this service"),
        body,
        header=t("Services"),
        back=f"/procedures/{code}",
        navigation=False,
        active="home",
    )


def code_size(width: float | None) -> int:
    """Return how large the code is drawn: inside its card on the narrowest phone, never larger than a hand needs."""
    return int(min(320, max(160, (width or 320) - 2 * (Space.L + Space.L) - 4)))
