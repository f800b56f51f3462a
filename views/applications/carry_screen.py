"""A draft into a sealed file, and out of one: on a stick or by any messenger, readable by nobody in between."""

import flet as ft

from app.i18n import Translator
from app.payments.codes import qr_matrix
from app.safe import SHORTEST_PASSPHRASE
from views.applications.carrying import CarryModel, CarryProblem, CarryState, ReceiveModel, ReceiveProblem, ReceiveState
from views.catalogue.share_screen import code_size
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    Notice,
    QrImage,
    Row,
    Screen,
    Section,
    Small,
    Strong,
    TextInput,
)
from views.relay.receiving import ByCode
from views.scanning.code_scan import CodeScan
from views.shared.boundary import keyed, page
from views.shared.context import use_services, use_text
from views.shared.hooks import use_kept, use_once, use_task, use_value
from views.shared.navigation import draft_route, to


@page
def CarryPage(draft_id: str) -> ft.View:
    """The page of the draft that the address names."""
    return keyed(draft_id, CarryScreen, draft_id)


@page
def CarryScreen(draft_id: str) -> ft.View:
    """How the file is sealed, then the file."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(
            lambda: CarryModel(
                draft_id,
                drafts=services.drafts,
                vault=services.safe.vault,
                device=services.device,
                clock=services.clock,
            )
        )
    )
    state = model.state
    ways = [
        Choice("code", t("For one device that shows a code"), t("Nobody else can open the file, not even you.")),
        Choice("passphrase", t("With a passphrase"), t("Whoever has the file and knows the words can open it.")),
    ]
    return Screen(
        t("Take the draft to another device"),
        [
            *_carried(state, t),
            *([_waits_here_too(t)] if model.is_waiting else []),
            Body(t("All answers and files go into one sealed file. The draft stays here too.")),
            ChoiceGroup(t("How is the file sealed?"), ways, state.way, model.choose, key_prefix="way"),
            *(_code_field(model, state, t) if state.way == "code" else _passphrase_fields(model, state, t)),
        ],
        header=t("Waiting to send · not filed") if model.is_waiting else t("Draft · not filed"),
        back="/applications/outbox" if model.is_waiting else f"/applications/drafts/{draft_id}",
        footer=[Button(t("Save the sealed file"), model.save, busy=state.is_busy, key="save-sealed")],
        navigation=False,
        form=True,
        active="applications",
    )


def _waits_here_too(t: Translator) -> ft.Control:
    words = t(
        "Under your name it is filed once, from whichever device. Take it back here before somebody else files it."
    )
    return Notice("needs_you", t("It waits to be sent from here, too"), words)


def _carried(state: CarryState, t: Translator) -> list[ft.Control]:
    if state.saved_as:
        words = t("Open it there with “Receive a draft”. Submit it from one device only.")
        return [Notice("done", t("Saved as {name}", name=state.saved_as), words, announced=True)]
    if state.problem in ("gone", "failed"):
        return [Notice("error", t("No file was saved"), _carry_words(state.problem, t), announced=True)]
    return []


def _code_field(model: CarryModel, state: CarryState, t: Translator) -> list[ft.Control]:
    return [
        TextInput(
            t("Code that the other device shows"),
            state.scanned,
            model.write_code,
            hint=t("There: My applications, “Receive a draft”."),
            error=_carry_words("bad_code", t) if state.problem == "bad_code" else "",
            on_submit=model.save,
            multiline=False,
            focus=state.refusals if state.problem == "bad_code" else 0,
            revision=state.scans,
            field_key="receiver-code",
        ),
        keyed(
            "scan", CodeScan, model.scanned, t("The code was read. Compare its first letters with the other device.")
        ),
    ]


def _passphrase_fields(model: CarryModel, state: CarryState, t: Translator) -> list[ft.Control]:
    return [
        TextInput(
            t("Passphrase of the file"),
            "",
            model.write,
            hint=t(
                "Use at least {count} characters. A short sentence is easy to keep in mind.", count=SHORTEST_PASSPHRASE
            ),
            error=_carry_words("short", t) if state.problem == "short" else "",
            password=True,
            focus=state.refusals if state.problem == "short" else 0,
            field_key="file-passphrase",
        ),
        TextInput(
            t("The same passphrase again"),
            "",
            model.repeat,
            error=_carry_words("different", t) if state.problem == "different" else "",
            on_submit=model.save,
            password=True,
            focus=state.refusals if state.problem == "different" else 0,
            field_key="file-passphrase-again",
        ),
        Small(t("Tell the words to the other side by another way than the file.")),
    ]


def _carry_words(problem: CarryProblem, t: Translator) -> str:
    return {
        "short": t(
            "Use at least {count} characters. A short sentence is easy to keep in mind.", count=SHORTEST_PASSPHRASE
        ),
        "different": t("The two are not the same. Type it again."),
        "bad_code": t("A letter of the code is missing or wrong. Compare it group by group."),
        "gone": t("The draft was deleted, or it is on its way to the office."),
        "failed": t("Not all of the draft can be read on this device. It stays as it is."),
    }[problem]


@page
def ReceivePage() -> ft.View:
    """This device's code, and the file to open."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(lambda: ReceiveModel(drafts=services.drafts, vault=services.safe.vault, device=services.device))
    )
    use_task(model.open)
    state = model.state
    return Screen(
        t("Receive a draft"),
        [
            *received(state, t),
            keyed("code", ByCode),
            Section(t("From a sealed file")),
            Body(t("A draft that was sealed on another device becomes a draft on this one.")),
            Row([Button(t("Choose the file"), model.choose, busy=state.is_busy, key="choose-sealed")], wrap=True),
            *(unlock(model, state, t) if state.needs_passphrase else []),
            *([_own_code(model, state.code, t)] if state.code else []),
        ],
        header=t("My applications"),
        back="/applications",
        active="applications",
    )


def received(state: ReceiveState, t: Translator, *, is_kiosk: bool = False) -> list[ft.Control]:
    """Return what became of a file, once it was chosen."""
    if state.received is not None:
        words = t("It is not filed. Look through it, then submit it from one device only.")
        button = Button(
            t("Go on with this draft"), to(draft_route(state.received.id, state.received.step_id)), key="go-on"
        )
        here = t("The draft is on this machine") if is_kiosk else t("The draft is on this device")
        return [Notice("done", here, words, button, announced=True)]
    if state.problem is None or state.problem == "wrong_passphrase":
        return []
    return [Notice("error", t("The file was not opened"), _receive_words(state.problem, t), announced=True)]


def unlock(model: ReceiveModel, state: ReceiveState, t: Translator, *, is_code: bool = False) -> list[ft.Control]:
    """Return the field for what opens the file: words, or at a terminal the code that another one showed."""
    error = _receive_words("wrong_passphrase", t) if state.problem == "wrong_passphrase" else ""
    return [
        Card(
            [
                Strong(state.file_name),
                TextInput(
                    t("Code of the file") if is_code else t("Passphrase of the file"),
                    "",
                    model.write,
                    hint=t("Sixteen letters and digits, such as BCFG-HJKL-MNPQ-RST3.") if is_code else "",
                    error=error,
                    on_submit=model.take,
                    password=not is_code,
                    keyboard="code" if is_code else "text",
                    focus=state.refusals if state.problem == "wrong_passphrase" else 0,
                    field_key="open-passphrase",
                ),
                Row([Button(t("Open the file"), model.take, busy=state.is_busy, key="open-sealed")], wrap=True),
            ]
        )
    ]


def _own_code(model: ReceiveModel, code: str, t: Translator) -> ft.Control:
    matrix = use_kept(lambda: qr_matrix(code), code)
    label = t("QR code of this device's receiving code")
    size = code_size(ft.context.page.width)
    return Card(
        [
            Section(t("Code of this device")),
            Small(t("Show it to whoever seals a draft for you. It is no secret: with it one can only seal, not open.")),
            ft.Row([QrImage(matrix, label=label, size=size)], alignment=ft.MainAxisAlignment.CENTER),
            Body(code),
            Row([Button(t("Copy this device's code"), model.copy_code, kind="secondary", key="copy-code")], wrap=True),
        ]
    )


def _receive_words(problem: ReceiveProblem, t: Translator) -> str:
    return {
        "too_large": t("The file is larger than any draft."),
        "unread": t("The file could not be read. Choose it again."),
        "no_draft": t("This file holds no whole draft."),
        "wrong_passphrase": t("These words do not open the file, or the file was changed."),
        "wrong_receiver": t("The file was sealed for another device, or was changed."),
        "failed": t("This device could not store it. All is as before."),
    }[problem]
