"""Favourite services and those looked at lately."""

import flet as ft

from app.catalogue.summary import Summary
from views.catalogue.suggestions import result
from views.design import Body, Button, Card, Drawing, Link, Row, Screen, Section, Small, Stack
from views.shared.boundary import page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_redraw, use_subscription
from views.shared.navigation import to


@page
def FavouritesPage() -> ft.View:
    """Everything on the person's shelf; a service stands once, among the favourites if it is one."""
    around = use_surroundings()
    t, shelf = around.text, around.services.shelf
    redraw = use_redraw()
    use_subscription(lambda: shelf.subscribe(redraw))
    favourites = summaries(shelf.favourites, around)
    recent = summaries([code for code in shelf.recent if not shelf.is_favourite(code)], around)
    body: list[ft.Control] = []
    if favourites:
        body.append(Stack([result(summary, t) for summary in favourites], spacing=8))
    else:
        body.append(_nothing_yet(around))
    if recent:
        forget = Link(t("Clear the list"), shelf.forget_recent, key="forget-recent")
        heading = Section(t("Looked at lately"), trailing=forget)
        body.append(Stack([heading, *(result(summary, t) for summary in recent)], spacing=8))
    body.append(Small(t("Kept on this device only, for you.")))
    return Screen(t("Favourite services"), body, back="/", header=t("Services"), active="home")


def summaries(codes: tuple[str, ...] | list[str], around: Surroundings) -> list[Summary]:
    """Return what the catalogue still has of these codes, in their order."""
    catalogue = around.services.catalogue
    return [summary for code in codes if (summary := catalogue.summary(code)) is not None]


def _nothing_yet(around: Surroundings) -> ft.Control:
    t = around.text
    words = t("No favourites yet. Press the bookmark on a service to keep it here.")
    find = Button(t("Find a service"), to("/search"), kind="secondary", key="find")
    row = ft.Row([Drawing("empty_shelf"), ft.Container(Body(words), expand=True)], spacing=12)
    return Card([row, Row([find], wrap=True)])
