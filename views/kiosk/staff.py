"""The staff's screen: a PIN, then the terminal's settings. Nothing of any citizen is shown on it."""

from collections.abc import Sequence
from random import SystemRandom

import flet as ft

from app.i18n import Translator
from app.kiosk.settings_code import SettingsProblem
from app.printing.service import Printer
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    Fact,
    Facts,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Stack,
    TextInput,
    Tick,
)
from views.kiosk.staff_model import FieldProblem, Locked, Opened, StaffModel
from views.shared.boundary import page
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_value


@page
def StaffPage() -> ft.View:
    """Ask for the PIN; then show what the office decides about this terminal."""
    services, t = use_services(), use_text()
    kiosk = services.kiosk
    assert kiosk is not None

    def make() -> StaffModel:
        return StaffModel(
            kiosk,
            random=SystemRandom(),
            is_procedure=lambda code: services.catalogue.find(code) is not None,
            is_queue=lambda queue: Printer(queue, kiosk.settings.paper).is_known(),
        )

    model, _ = use_value(use_once(make))
    scanner = services.scanner
    use_subscription(lambda: scanner.listen(model.scanned) if scanner is not None else lambda: None)
    match model.state:
        case Locked() as state:
            body = _locked(state, model, t)
            footer = [Button(t("Open the settings"), model.unlock, busy=state.is_busy, key="unlock")]
            footer = footer if state.has_pin else []
        case Opened() as state:
            body = [*_taking_over(state, model, t), *_settings(state, model, t), *_closing(state, model, t)]
            body.extend(_refused(state, t))
            words = t("Keep these settings and begin a new session")
            footer = [Button(words, model.keep, busy=state.is_busy, key="keep-settings")]
    return Screen(t("For staff"), body, back="/", footer=footer, navigation=False, form=True)


def _locked(state: Locked, model: StaffModel, t: Translator) -> list[ft.Control]:
    if not state.has_pin:
        words = t("Set one on this machine first: motcua kiosk --set-up")
        return [Notice("info", t("No staff PIN has been set"), words, key="no-pin")]
    wrong = t("This PIN does not open. After five wrong ones none does for a minute, then for longer.")

    def note(text: str) -> None:
        model.pin = text

    scanned = Notice("done", t("The settings were scanned"), t("Now the PIN, then their code."), announced=True)
    return [
        *([scanned] if state.is_scanned else []),
        TextInput(
            t("The staff's PIN"), "", note, keyboard="number", password=True, max_length=12, width=260, autofocus=True,
            on_submit=model.unlock, error=wrong if state.refusals else "", revision=state.refusals,
            focus=state.refusals, field_key="pin",
        ),
        Small(t("Citizens: press Home; nothing is here for you.")),
    ]  # fmt: skip


def _taking_over(state: Opened, model: StaffModel, t: Translator) -> list[ft.Control]:
    settings = state.settings
    facts = [
        Fact(t("Terminal"), settings.terminal_id or t("not registered: nobody can sign in here")),
        Fact(t("Office"), t.text(dict(settings.office.items())) or "–"),
        Fact(t("Portal"), settings.portal_url or t("one of its own on this machine")),
    ]
    take_over = Button(t("Take over"), model.take_over, kind="secondary", busy=state.is_busy, key="take-over")
    parts: list[ft.Control] = [
        Body(t("Scan the settings code of the portal, or type it; then type the code that came with it.")),
        TextInput(
            t("Settings code"), state.sealed, model.note_sealed, revision=state.revision, multiline=True,
            keyboard="code", error=_sealed_words(state.sealed_problem, t), field_key="sealed",
        ),
        TextInput(
            t("Code to open it"), "", lambda text: setattr(model, "code", text), hint=t("15 letters in three groups"),
            keyboard="code", revision=state.revision, width=340, field_key="settings-code",
        ),
        Row([take_over], wrap=True),
    ]  # fmt: skip
    if state.sealed and state.sealed_problem is None:
        words = t("Type the code that came with them, then take them over.")
        parts.insert(0, Notice("done", t("The settings were scanned"), words, announced=True, key="scanned"))
    if state.is_taken:
        words = t("Look at it below, then keep it.")
        parts.append(Notice("done", t("The settings were read"), words, announced=True, key="taken"))
    return [Section(t("This terminal")), Facts(facts), Card(parts)]


def _sealed_words(problem: SettingsProblem | None, t: Translator) -> str:
    match problem:
        case SettingsProblem.NOT_SETTINGS:
            return t("This is no settings code of a terminal, or a part of it is missing. Scan it again.")
        case SettingsProblem.WRONG_CODE:
            return t("This code does not open it, or somebody has changed it. Nothing was taken over.")
        case SettingsProblem.UNUSABLE:
            return t("This version cannot use these settings. Nothing was taken over.")
    return ""


def _settings(state: Opened, model: StaffModel, t: Translator) -> list[ft.Control]:
    settings = state.settings

    def typed(name: str, label: str, *, hint: str = "", width: int | None = None, suffix: str = "") -> ft.Control:
        return TextInput(
            label, model.typed[name], lambda text: model.typed.update({name: text}), hint=hint, width=width,
            suffix=suffix, keyboard="number" if suffix else "text", error=_words(name, state.problems.get(name), t),
            revision=state.revision, field_key=f"setting-{name}",
        )  # fmt: skip

    def speak(language: str, *, is_spoken: bool) -> None:
        others = tuple(known for known in settings.languages if known != language)
        model.choose(languages=(*others, language) if is_spoken else others)

    papers = [Choice("80mm", t("Roll of 80 mm")), Choice("a5", "A5"), Choice("a4", "A4")]
    parts: list[ft.Control] = [
        typed("name", t("Name of this terminal"), hint=t("As the citizen reads it on the screen and on the phone")),
        typed("services", t("Services offered here"), hint=t("Their codes with spaces between; empty: all")),
        Section(t("Languages")),
        Tick("Tiếng Việt", "vi" in settings.languages, lambda on: speak("vi", is_spoken=on), key="speaks-vi"),
        Tick("English", "en" in settings.languages, lambda on: speak("en", is_spoken=on), key="speaks-en"),
        *_problem("languages", state, t),
        typed("idle_s", t("Asks whether somebody is there after"), width=180, suffix="s"),
        typed("form_idle_s", t("The same, within a form"), width=180, suffix="s"),
        typed("countdown_s", t("How long that question stands"), width=180, suffix="s"),
        typed("printer", t("Print queue"), hint=t("Its name in CUPS; empty: no printer")),
        ChoiceGroup(t("Paper"), papers, settings.paper, lambda paper: model.choose(paper=paper), key_prefix="paper"),
        Tick(
            t("USB sticks may be read and written"), settings.allows_usb,
            lambda allowed: model.choose(allows_usb=allowed), key="allows-usb",
        ),
    ]  # fmt: skip
    return [Section(t("Settings")), Card(parts), *_scanner_trial(state, t), *_new_pin(state, model, t)]


def _words(name: str, problem: FieldProblem | None, t: Translator) -> str:
    match (name, problem):
        case (_, None):
            return ""
        case ("services", "unknown"):
            return t("The catalogue does not know one of these codes.")
        case ("printer", "unknown"):
            return t("This machine has no print queue of this name.")
        case ("languages", _):
            return t("Choose at least one language.")
        case ("pin", "different"):
            return t("The two PINs differ.")
        case ("pin", _):
            return t("A PIN has 6 to 12 digits.")
        case ("countdown_s", _):
            return t("A whole number of seconds, {least} to {most}.", least=20, most=600)
    return t("A whole number of seconds, {least} to {most}.", least=20, most=3600)


def _problem(name: str, state: Opened, t: Translator) -> Sequence[ft.Control]:
    words = _words(name, state.problems.get(name), t)
    return [Notice("error", "", words, announced=True)] if words else []


def _scanner_trial(state: Opened, t: Translator) -> list[ft.Control]:
    text = state.scanned
    parts: list[ft.Control] = [Body(t("Scan any code that is nobody's: what was read is told here."))]
    if text:
        parts.append(Notice("done", t("{count} characters were read", count=len(text)), _told(text, t), announced=True))
    return [Section(t("Try the scanner")), Card(parts)]


def _told(text: str, t: Translator) -> str:
    """Say whether the scanner is set up for Vietnamese; the text itself may be of somebody's card."""
    if "\ufffd" in text or "?" in text:
        return t("Some letters were lost: set the scanner to UTF-8.")
    if text.isascii():
        return t("No Vietnamese letters were in it: scan a text that has some.")
    return t("Vietnamese letters arrive.")


def _new_pin(state: Opened, model: StaffModel, t: Translator) -> list[ft.Control]:
    def field(label: str, name: str, *, error: str = "") -> ft.Control:
        return TextInput(
            label, "", lambda text: setattr(model, name, text), keyboard="number", password=True, max_length=12,
            width=260, error=error, revision=state.revision, field_key=name,
        )  # fmt: skip

    wrong = _words("pin", state.problems.get("pin"), t)
    fields = [field(t("New PIN"), "new_pin", error=wrong), field(t("The same PIN again"), "new_pin_again")]
    return [Section(t("Another PIN")), Card([Small(t("Empty: it stays as it is.")), *fields])]


def _refused(state: Opened, t: Translator) -> list[ft.Control]:
    if state.is_not_kept:
        words = t("The machine could not write them; the old ones stand. Is its disk full?")
        return [Notice("error", t("The settings were not kept"), words, announced=True, key="not-kept")]
    if state.problems:
        return [Notice("error", t("Something above is not right yet"), announced=True, key="problems")]
    return []


def _closing(state: Opened, model: StaffModel, t: Translator) -> list[ft.Control]:
    if not state.is_closing:
        button = Button(t("End the service"), model.ask_to_close, kind="secondary", key="ask-to-close")
        return [Section(t("Out of service")), Row([button], wrap=True)]
    choice = Stack(
        [
            Button(t("Yes, end it now"), model.close, kind="danger", key="close"),
            Button(t("No, go on"), lambda: model.ask_to_close(is_closing=False), kind="secondary", key="go-on"),
        ]
    )
    words = t("This terminal then shows nothing until the machine is started again.")
    return [Section(t("Out of service")), Notice("needs_you", t("End the service?"), words, announced=True), choice]
