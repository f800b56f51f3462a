"""A citizen who fills in any form of the catalogue by what its screens say, in either language."""

import contextlib
import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from playwright.sync_api import expect

from app.i18n.translator import Translator
from forms.flow import Field, Form, Step
from forms.places import Places
from forms.procedure import Catalogue, Procedure
from tests.browser.running import ROOT, Screen
from views.catalogue.for_whom import subjects_of


@cache
def shipped() -> Catalogue:
    """The catalogue the product ships."""
    return Catalogue.model_validate_json(gzip.decompress((ROOT / "assets" / "catalogue.json.gz").read_bytes()))


@cache
def places() -> Places:
    """Today's provinces and communes."""
    return Places.decode((ROOT / "assets" / "places.json.gz").read_bytes())


def procedure(code: str) -> Procedure:
    """One procedure of the shipped catalogue."""
    return next(p for p in shipped().procedures if p.code == code)


def answers(code: str, name: str) -> dict[str, Any]:
    """Sample answers, as committed beside the form."""
    found: dict[str, Any] = json.loads((ROOT / "content" / code / "fixtures" / f"{name}.json").read_text("utf-8"))
    return found


class Citizen:
    """Someone who reads the screen in one language and fills in one form."""

    def __init__(self, screen: Screen, *, code: str, language: str, today: date) -> None:
        found = procedure(code)
        assert found.form is not None
        self.screen = screen
        self.code = code
        self.t = Translator(language)
        self.today = today
        self._places_asked = 1
        self.procedure = found
        self.form = Form(found.form, shipped().lists, found.papers, places())

    def start(self) -> None:
        """Press Start on the page of the procedure; where there is a choice, it is for oneself."""
        self.screen.press(self.t("Start"))
        if len(subjects_of(self.procedure)) > 1:
            self.screen.press_to(re.compile("^" + re.escape(self.t("For myself"))), "**/drafts/**")

    def steps(self, given: Mapping[str, Any]) -> tuple[Step, ...]:
        """The steps of the form for these answers."""
        return self.form.steps(given, today=self.today)

    def fill_step(self, step: Step, given: Mapping[str, Any]) -> None:
        """Answer every question of the step that is on the screen, then continue."""
        self.screen.sees_title(self.t.text(step.title))
        self._places_asked = sum(field.kind in ("address", "agency") for field in step.fields)
        for field in step.fields:
            if field.kind == "declaration":
                continue
            value = _value(given, field.pointer)
            if value is not None and not self.is_known(field):
                self.answer(field, value)

    def go_on(self) -> None:
        """Press Continue."""
        self.screen.press(self.t("Continue"))

    def answer(self, field: Field, value: Any) -> None:
        """Answer one question as its kind wants it."""
        t, screen = self.t, self.screen
        label = self._label(field)
        match field.kind:
            case "choice":
                (choice,) = (c for c in field.choices if c.value == value)
                screen.choose(t.text(choice.label), of=t.text(field.label))
            case "select":
                (choice,) = (c for c in field.choices if c.value == value)
                self._pick(label, t.text(choice.label))
            case "tick":
                if field.required:
                    screen.choose(t("Yes") if value else t("No"), of=t.text(field.label))
                elif value:
                    screen.tick(t.text(field.label))
            case "address" | "agency":
                self._place(field, value)
            case "table":
                self._table(field, value)
            case "list":
                self.fill_cards(field, value)
            case "multi_choice":
                for one in value:
                    (choice,) = (c for c in field.choices if c.value == one)
                    self._take(label, t.text(choice.label), is_shown=len(field.choices) <= 8)
            case _:
                screen.write(label, self.typed(field, value))
                screen.leave_field()

    def typed(self, field: Field, value: Any) -> str:
        """What a person types for a value: dates by day, names in small letters."""
        if field.kind in ("date", "partial_date"):
            return "/".join(reversed(str(value).split("-")))
        return str(value).lower() if field.kind == "name" else str(value)

    def _table(self, field: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        """One card a line; each cell is named by its column and its line."""
        t = self.t
        for number, row in enumerate(rows, 1):
            if number > 1 or not field.required:
                self.screen.press(t("Add line {number}: {label}", number=number, label=t.text(field.label)))
            for column in field.options["columns"]:
                value = _value(row, column.pointer)
                if value is not None:
                    label = t("{label}, line {number}", label=t.text(column.label), number=number)
                    self.answer(replace(column, label={t.language: label}), value)

    def fill_cards(self, field: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        """One card a row, the one before it closed, so that one is open at a time."""
        t, given = self.t, {field.pointer.strip("/"): rows}
        self._places_asked = 0  # in a card a place always says which one it is
        for at, row in enumerate(rows):
            if at or not field.required:
                self.screen.press(t("Add {item}", item=self.card(field, at)))
            for cell in self.form.row_fields(given, field.pointer, at, today=self.today):
                value = _value(row, cell.pointer.removeprefix(f"{field.pointer}/{at}"))
                if value is not None:
                    self.answer(cell, value)
            done = self.screen.button(t("Done with {item}", item=self.card(field, at)))
            if done.count():
                self.screen.click(done)

    def card(self, field: Field, at: int) -> str:
        """What a card is called in the middle of a sentence: "thành viên 2"."""
        name = self.t.text(field.options["item"]).replace("{number}", str(at + 1))
        return name[:1].lower() + name[1:]

    def _label(self, field: Field) -> str:
        """The field's name now: whether it must be answered may follow from other answers."""
        label = self.t.text(field.label)
        optional = self.t("{label} (not required)", label=label)
        return optional if self.screen.field(optional).count() else label

    def _take(self, label: str, choice: str, *, is_shown: bool) -> None:
        """Tick one of several, or find it by its name where not all are shown."""
        if is_shown:
            self.screen.tick(choice)
            return
        self.screen.write(label, choice)
        self.screen.press(choice)
        self.screen.sees(self.t("Take out {name}", name=choice))

    def _pick(self, label: str, choice: str) -> None:
        change = self.screen.button(self.t("Change {what}", what=label.lower()))
        chosen = self.screen.page.get_by_text(choice, exact=True)
        if change.count() and chosen.count():
            return  # it follows from other answers
        if change.count():
            self.screen.click(change)
        offered = self.screen.button(choice)
        for _ in range(4):
            if change.count() and chosen.count():
                return  # leaving the field took what was typed in whole
            self.screen.enter_field(label)
            self.screen.type_over(choice)
            with contextlib.suppress(AssertionError):  # on a busy machine a click may meet what was painted before
                expect(offered).to_be_attached(timeout=5_000)
                break
        self.screen.click(offered)
        expect(change).to_be_attached(timeout=15_000)

    def _place(self, field: Field, value: Mapping[str, str]) -> None:
        province, commune, detail = value["province"], value.get("commune", ""), value.get("detail", "")
        names = self._place_names(field)
        self._pick(names["province"], _capital(places().name(province, "", self.t.language)))
        if commune:
            name = next(p for p in places().communes(province) if p.commune == commune).full_name(self.t.language)
            self._pick(names["commune"], _capital(name))
        if detail:
            self.screen.write(names["detail"], detail)
            self.screen.leave_field()

    def _place_names(self, field: Field) -> dict[str, str]:
        """What the parts of a place are called: in short where a screen asks for one place only."""
        t, label, own = self.t, self.t.text(field.label), self.t.text(field.options.get("detail_label"))
        if self._places_asked == 1:
            return {
                "province": t("Province or city"),
                "commune": t("Commune, ward or special zone"),
                "detail": own or t("House number, street, hamlet"),
            }
        return {
            "province": t("{label}: province or city", label=label),
            "commune": t("{label}: commune, ward or special zone", label=label),
            "detail": own or t("{label}: house number, street, hamlet", label=label),
        }

    def is_known(self, field: Field) -> bool:
        """Return whether a register has answered this question: it is shown with its source, not asked."""
        return self.screen.button(self.t("Report wrong information: {what}", what=self.t.text(field.short))).count() > 0


def _value(given: Mapping[str, Any], pointer: str) -> Any:
    value: Any = given
    for part in pointer.strip("/").split("/"):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
