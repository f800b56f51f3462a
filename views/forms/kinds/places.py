"""Places and the offices in them: province, then commune of today's map, then house and street."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import flet as ft

from forms.flow import Field
from views.design import Picker, Stack, TextInput
from views.forms.asker import Asker
from views.forms.kinds.heading import heading
from views.forms.place_choices import commune_choices, communes_meant, province_choices, provinces_meant
from views.shared.boundary import keyed


def ask_place(field: Field, asker: Asker) -> ft.Control:
    """Return the parts of a place with one message for all."""
    t = asker.t
    chosen = asker.state.chosen.get(field.pointer)
    place = chosen if isinstance(chosen, dict) else {}
    province, commune = place.get("province"), place.get("commune")
    names = _names(field, asker)
    missing = _first_missing(field, place, asker) if asker.error_at(field.pointer) else ""
    parts: list[ft.Control] = [heading(field, asker)]
    parts.append(
        keyed(
            f"field-{field.pointer}-province",
            Picker,
            names["province"],
            province_choices(asker.places, t.language),
            province,
            partial(asker.model.answer_part, field, "province"),
            meant=provinces_meant(asker.places, t.language),
            marked=missing == "province",
            focus=0 if province else asker.focus_of(field.pointer),
            field_key=f"field-{field.pointer}-province",
        )
    )
    if field.options.get("level") != "province":
        parts.append(
            keyed(
                f"field-{field.pointer}-commune-{province or ''}",
                Picker,
                names["commune"],
                commune_choices(asker.places, province or "", t.language),
                commune,
                partial(asker.model.answer_part, field, "commune"),
                meant=communes_meant(asker.places, province or "", t.language),
                marked=missing == "commune",
                disabled_text="" if province else t("Choose the province or city first."),
                focus=asker.focus_of(field.pointer) if province else 0,
                field_key=f"field-{field.pointer}-commune",
            )
        )
    if field.options.get("detail"):
        parts.append(_detail(field, asker, names["detail"], marked=missing == "detail"))
    return Stack(parts, spacing=8)


def _first_missing(field: Field, place: Mapping[str, Any], asker: Asker) -> str:
    """Return the part that is to be filled in next, "" where none is empty."""
    parts = {"province": place.get("province")}
    if field.options.get("level") != "province":
        parts["commune"] = place.get("commune")
    if field.options.get("detail"):
        parts["detail"] = asker.model.typed_part(field, "detail")
    return next((part for part, answer in parts.items() if not answer), "")


def _names(field: Field, asker: Asker) -> dict[str, str]:
    """Return what the parts of a place are called: in short where the screen asks for one place only."""
    t, label = asker.t, asker.t.text(field.label)
    detail = t.text(field.options.get("detail_label"))
    if asker.is_only_place(field):
        return {
            "province": t("Province or city"),
            "commune": t("Commune, ward or special zone"),
            "detail": detail or t("House number, street, hamlet"),
        }
    return {
        "province": t("{label}: province or city", label=label),
        "commune": t("{label}: commune, ward or special zone", label=label),
        "detail": detail or t("{label}: house number, street, hamlet", label=label),
    }


def _detail(field: Field, asker: Asker, label: str, *, marked: bool) -> ft.Control:
    return keyed(
        f"field-{field.pointer}-detail",
        TextInput,
        label,
        asker.model.typed_part(field, "detail"),
        partial(asker.model.answer_part, field, "detail"),
        hint=asker.t.text(field.options.get("detail_hint")),
        marked=marked,
        on_blur=partial(asker.model.leave, field),
        revision=asker.state.writings.get(field.pointer, 0),
        field_key=f"field-{field.pointer}-detail",
    )
