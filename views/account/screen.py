"""Who is signed in, and how the screens look."""

from urllib.parse import parse_qs, urlparse

import flet as ft

from app.i18n import Translator
from app.identity.model import Session
from views.account.by_phone import ByPhone
from views.account.passphrase import DraftProtection
from views.account.screen_model import SignInModel
from views.account.words import problem_words
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    Color,
    Fact,
    Facts,
    Link,
    Notice,
    Row,
    Screen,
    Section,
    Sign,
    Small,
    Space,
    Stack,
    Strong,
)
from views.earlier.consent import EarlierAnswers
from views.shared.boundary import page, view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import to
from views.shared.preferences import Preferences, ThemeChoice


@page
def AccountPage() -> ft.View:
    """The person, the look of the screens, what this app is."""
    services, t = use_services(), use_text()
    seen, redraw = use_value(0)
    use_subscription(lambda: services.identity.subscribe(lambda: redraw(seen + 1)), seen)
    session = services.identity.session
    person = _guest(t) if session is None else _person(session, t)
    out: list[ft.Control] = []
    if session is not None:
        buttons = [Button(t("Sign out"), services.identity.sign_out, kind="secondary", icon=ft.Icons.LOGOUT)]
        if not session.needs_sign_in and not services.is_kiosk:
            buttons.append(Link(t("Where you are signed in"), to("/account/sign-ins"), key="sign-ins", wrap=True))
        out.append(Row(buttons, wrap=True))
    return Screen(
        t("Account"),
        [
            *person,
            *out,
            LookAndLanguage(services.preferences),
            EarlierAnswers(),
            DraftProtection(services.safe, t),
            AboutThisApp(),
        ],
        active="account",
    )


def _guest(t: Translator) -> list[ft.Control]:
    return [
        Card(
            [
                Strong(t("You are not signed in")),
                Body(t("Look and fill in first. No sign-in yet.")),
                Small(t("You sign in when you file, or to see what you have filed.")),
                Row([Button(t("Sign in"), to("/sign-in?return=/account"), key="sign-in")], wrap=True),
            ]
        )
    ]


def _person(session: Session, t: Translator) -> list[ft.Control]:
    facts = [Fact(t("Name"), session.name)]
    if session.organisation:
        facts.append(Fact(t("Acting for"), session.organisation))
    parts: list[ft.Control] = [Facts(facts)]
    if session.needs_sign_in:
        action = Button(t("Sign in again"), to("/sign-in?return=/account"), key="sign-in-again")
        text = t("The portal ended your session. What is on this device stays; sending waits for you.")
        parts.append(Notice("needs_you", t("Sign in again to send"), text, action))
    return parts


@view
def LookAndLanguage(preferences: Preferences) -> ft.Control:
    """Language, theme and size of text, in force at once."""
    t = use_text()
    state = preferences.state
    themes: tuple[tuple[ThemeChoice, str], ...] = (
        ("system", t("As this device")),
        ("light", t("Light")),
        ("dark", t("Dark")),
        ("high_contrast", t("High contrast")),
    )
    by_name: dict[str, ThemeChoice] = {name: name for name, _ in themes}
    scales = ((1.0, "100 %"), (1.25, "125 %"), (1.5, "150 %"), (2.0, "200 %"))
    return Stack(
        [
            Section(t("How the screens look")),
            ChoiceGroup(
                t("Language"),
                [Choice("vi", "Tiếng Việt"), Choice("en", "English")],
                state.language,
                preferences.use_language,
                key_prefix="language",
            ),
            ChoiceGroup(
                t("Colours"),
                [Choice(name, label) for name, label in themes],
                state.theme,
                lambda name: preferences.use_theme(by_name[name]),
                key_prefix="theme",
            ),
            ChoiceGroup(
                t("Size of text"),
                [Choice(str(scale), label) for scale, label in scales],
                str(state.text_scale),
                lambda scale: preferences.use_text_scale(float(scale)),
                key_prefix="scale",
            ),
        ],
        spacing=Space.XL,
    )


@view
def AboutThisApp() -> ft.Control:
    """What this is, and the promise about passwords."""
    services, t, formats = use_services(), use_text(), use_formats()
    promise = t("We never ask for your VNeID password or bank OTP.")
    return Stack(
        [
            Notice("info", "", promise),
            Small(t("Catalogue of {date}.", date=formats.date(services.catalogue.built_on))),
        ]
    )


@page
def SignInPage() -> ft.View:
    """What signing in is for, then the provider's own page."""
    services, t = use_services(), use_text()
    asked = use_once(lambda: parse_qs(urlparse(ft.context.page.route).query))
    return_route = asked.get("return", ["/"])[0]
    if services.is_kiosk:
        back = return_route if return_route.startswith("/") else "/"
        return Screen(t("Sign in with your phone"), [ByPhone(back)], back=back, header=t("Account"), navigation=False)
    model, _ = use_value(
        use_once(
            lambda: SignInModel(
                services.identity,
                services.device,
                return_url=services.return_url,
                return_route=return_route if return_route.startswith("/") else "/",
                problem=asked.get("problem", [None])[0],
            )
        )
    )
    state = model.state
    body: list[ft.Control] = []
    if state.problem is not None:
        title, text = problem_words(state.problem, t)
        body.append(Notice("error", title, text, announced=True))
    body.append(Body(t("You sign in on the provider's own page and come back here. Your draft stays on this device.")))
    body.append(
        Card(
            [
                _reason(ft.Icons.SEND_OUTLINED, t("To file, and to see what you have filed")),
                _reason(ft.Icons.CONTACT_PAGE_OUTLINED, t("To take over what the State already knows, if you want it")),
            ],
            spacing=Space.M,
        )
    )
    body.append(
        Notice("trial", t("Sample people only"), t("This trial signs in invented people. Give no real number."))
    )
    body.append(Small(t("We never ask for your VNeID password or bank OTP.")))
    return Screen(
        t("Sign in"),
        body,
        back=state.return_route,
        header=t("Account"),
        footer=[Button(t("Go to the sign-in page"), model.sign_in, busy=state.is_busy, key="begin-sign-in")],
        navigation=False,
        active="account",
    )


def _reason(icon: ft.IconData, words: str) -> ft.Control:
    text = Body(words)
    text.expand = True
    return Row([Sign(icon, size=24, color=Color.ACTION), text], spacing=Space.M)
