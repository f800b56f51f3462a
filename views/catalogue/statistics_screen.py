"""How many services there are, by how far they can be done online: dated, defined, from what is on this device."""

import flet as ft

from views.catalogue.age import CatalogueAge
from views.catalogue.words import level_words
from views.design import (
    Body,
    Card,
    ClickableCard,
    Color,
    Figure,
    Muted,
    Screen,
    Section,
    Skeleton,
    Small,
    Space,
    Stack,
    Strong,
)
from views.shared.boundary import page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_loaded
from views.shared.navigation import to


@page
def StatisticsPage() -> ft.View:
    """Services by online level."""
    around = use_surroundings()
    t, formats = around.text, around.formats
    catalogue = around.services.catalogue
    counts = use_loaded(catalogue.counts, catalogue.version)
    dated = Muted(t("Counted on this device from the catalogue of {date}.", date=formats.date(catalogue.built_on)))
    if counts is None:
        numbers: list[ft.Control] = [Skeleton(lines=2, cards=3, label=t("Loading"))]
    else:
        total = sum(counts.values())
        bars = [_bar(level, count, total, around) for level, count in counts.items()]
        numbers = [
            Card([Figure(formats.number(total)), Body(t("services in the catalogue"))], spacing=0),
            Stack([Section(t("By online level")), *bars], spacing=8),
        ]
    meaning = Stack([Section(t("What the levels mean")), Card(_definitions(around))], spacing=10)
    body = [dated, *numbers, meaning, CatalogueAge()]
    return Screen(t("Services in numbers"), body, back="/", header=t("Services"), active="home")


def _bar(level: str, count: int, total: int, around: Surroundings) -> ft.Control:
    t, formats = around.text, around.formats
    share = count / total if total else 0.0
    percent = f"{formats.number(round(100 * share, 1))}%"
    name, number = (
        Strong(level_words(level, t)),
        Strong(t("{count} ({percent})", count=formats.number(count), percent=percent)),
    )
    beside = ft.Row([ft.Container(name, expand=True), number], spacing=Space.M)
    words = Stack([name, number], spacing=0) if around.is_large_text else beside
    bar = ft.ProgressBar(value=share, bar_height=10, border_radius=5, color=Color.ACTION, bgcolor=Color.ACTION_SOFT)
    drawn = ft.Semantics(exclude_semantics=True, content=bar)
    return ClickableCard([words, drawn], to(f"/browse/online?key={level}"), key=f"level-{level}", spacing=6)


def _definitions(around: Surroundings) -> list[ft.Control]:
    t = around.text
    lines = (
        (level_words("full", t), t("Everything is done online; the result comes online or by post.")),
        (level_words("part", t), t("Filed online, but one visit or paper original is needed.")),
        (level_words("info", t), t("Only described online; filed at the counter or by post.")),
    )
    return [Stack([Strong(name), Small(words)], spacing=0) for name, words in lines]
