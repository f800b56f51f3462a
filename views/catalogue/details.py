"""What folds away or leads on: steps, what to bring, linked services, paper forms, law, the words of the source."""

from collections.abc import Sequence

import flet as ft

from app.i18n import Translator
from forms.procedure import Original, Procedure
from views.catalogue.inert import inert, is_cut
from views.catalogue.links import web_host
from views.catalogue.words import source_words, unverified_words
from views.design import (
    Body,
    Card,
    ClickableCard,
    Color,
    Divider,
    Link,
    Notice,
    Row,
    Section,
    Small,
    Space,
    Stack,
    Strong,
)
from views.shared.boundary import keyed, view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_value
from views.shared.navigation import to


def steps(procedure: Procedure, t: Translator) -> list[ft.Control]:
    """Return how it goes, step by step."""
    if not procedure.steps:
        return []
    lines: list[ft.Control] = []
    for number, step in enumerate(procedure.steps, start=1):
        sign = ft.Container(
            width=28,
            height=28,
            border_radius=14,
            bgcolor=Color.BRAND_SOFT,
            alignment=ft.Alignment.CENTER,
            content=Small(str(number), color=Color.BRAND, strong=True),
        )
        text = Body(inert(t.text(step)))
        text.expand = True
        lines.append(ft.Row([sign, text], spacing=Space.M, vertical_alignment=ft.CrossAxisAlignment.START))
    return [Stack([Section(t("How it goes")), Card(lines, spacing=14)], spacing=10)]


def what_to_bring(procedure: Procedure, t: Translator) -> list[ft.Control]:
    """Return what to have along when the result is collected."""
    if not procedure.bring_when_collecting:
        return []
    things = "\n".join(f"• {inert(t.text(thing), limit=600)}" for thing in procedure.bring_when_collecting)
    return [Notice("info", t("Bring when you collect the result"), things)]


@view
def Others(title: str, codes: Sequence[str], *, note: str = "") -> ft.Control:
    """Other procedures to go to, by their names; codes that the catalogue does not have are left out."""
    services, t = use_services(), use_text()
    found = [procedure for code in dict.fromkeys(codes) if (procedure := services.catalogue.find(code)) is not None]
    if not found:
        return Stack([])
    cards: list[ft.Control] = [
        ClickableCard(
            [Strong(inert(t.text(procedure.name), limit=200))],
            to(f"/procedures/{procedure.code}"),
            key=f"to-{procedure.code}",
        )
        for procedure in found
    ]
    head: list[ft.Control] = [Section(title)]
    if note:
        head.append(Small(note))
    return Stack([Stack(head, spacing=2), *cards], spacing=8)


def templates(procedure: Procedure, t: Translator, *, is_kiosk: bool) -> list[ft.Control]:
    """Return the paper forms of the procedure, with a link where its address is an ordinary web page.

    A terminal opens no other page: there it is only said where a form stands.
    """
    if not procedure.templates:
        return []
    lines: list[ft.Control] = []
    for number, template in enumerate(procedure.templates):
        if number:
            lines.append(Divider())
        name = inert(f"{template.id}: {t.text(template.title)}", limit=300)
        lines.append(Body(name))
        host = web_host(template.url)
        if host and is_kiosk:
            lines.append(Small(t("It stands at {host}: open it on your own device.", host=host)))
        elif host:
            open_it = Link(
                t("Open {form} at {host}", form=inert(template.id, limit=40), host=host),
                icon=ft.Icons.OPEN_IN_NEW,
                url=template.url,
                key=f"template-{template.id}",
                wrap=True,
            )
            lines.append(Row([open_it], wrap=True))
    return [Stack([Section(t("Paper forms")), Card(lines)], spacing=10)]


@view
def Folded(title: str, parts: Sequence[ft.Control], *, button_key: str) -> ft.Control:
    """Details behind a link of their own name."""
    t = use_text()
    is_open, set_open = use_value(False)
    toggle = Link(
        t("Hide: {what}", what=title) if is_open else title,
        lambda: set_open(not is_open),
        icon=ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE,
        key=button_key,
        wrap=True,
    )
    head = ft.Container(Row([toggle], wrap=True), margin=ft.Margin.only(left=-Space.S))
    return Stack([head, *(parts if is_open else ())], spacing=Space.XS)


@view
def LawAndDetails(procedure: Procedure) -> ft.Control:
    """Code, names, law, version and age, folded away; the source always in sight."""
    t, formats, services = use_text(), use_formats(), use_services()
    details = [f"{t('Code')}: {procedure.code}"]
    if procedure.official_name:
        details.append(f"{t('Official name')}: {inert(procedure.official_name, limit=600)}")
    if procedure.field:
        details.append(f"{t('Field')}: {inert(procedure.field, limit=200)}")
    if procedure.legal:
        details.append(f"{t('Legal basis')}: {inert(', '.join(procedure.legal))}")
    if not procedure.online_verified:
        details.append(f"{t('Online level')}: {unverified_words(t)}")
    if procedure.valid_from:
        details.append(t("In force since {date}.", date=formats.date(procedure.valid_from)))
    if procedure.valid_to:
        details.append(t("In force until {date}.", date=formats.date(procedure.valid_to)))
    details.append(f"{t('Version')}: {inert(procedure.version, limit=60)}")
    details.append(t("Catalogue of {date}.", date=formats.date(services.catalogue.built_on)))
    folded = keyed("law", Folded, t("Law and details"), [Card([Body(detail) for detail in details])], button_key="law")
    return Stack([folded, Small(source_words(procedure, t))], spacing=Space.XS)


@view
def OriginalText(procedure: Procedure) -> ft.Control:
    """What the source said, word for word, section by section, as plain text."""
    t = use_text()
    sections = [
        keyed(f"original-{number}", OriginalSection, original, number)
        for number, original in enumerate(procedure.original)
        if original.text.strip()
    ]
    note = Small(t("Copied from the national database, unchanged and unchecked. It is in Vietnamese."))
    return keyed("original", Folded, t("The words of the source"), [note, *sections], button_key="original")


@view
def OriginalSection(original: Original, number: int) -> ft.Control:
    """One section, as much of it as one can read at once."""
    t = use_text()
    pages, set_pages = use_value(1)
    limit = PAGE * pages
    parts: list[ft.Control] = [Strong(heading_words(original.heading, t)), Body(inert(original.text, limit=limit))]
    if is_cut(original.text, limit=limit):
        more = Link(
            t("Read on: {section}", section=heading_words(original.heading, t)),
            lambda: set_pages(pages + 1),
            key=f"read-on-{number}",
            wrap=True,
        )
        parts.append(Row([more], wrap=True))
    return Card(parts)


PAGE = 2_000


def heading_words(heading: str, t: Translator) -> str:
    """Return the name of a section of the national database's page."""
    names = {
        "trinh_tu_thuc_hien": t("Order of steps"),
        "cach_thuc_thuc_hien": t("Ways to file"),
        "thanh_phan_ho_so": t("Papers of the application"),
        "doi_tuong_thuc_hien": t("Who may apply"),
        "co_quan_thuc_hien": t("Office that decides"),
        "yeu_cau_dieu_kien": t("Conditions"),
        "can_cu_phap_ly": t("Legal basis"),
        "ket_qua_thuc_hien": t("Result"),
        "phi_le_phi": t("Fee"),
        "thoi_han_giai_quyet": t("Time"),
    }
    return names.get(heading) or inert(heading.replace("_", " "), limit=120).capitalize() or t("Other")
