"""Colour, space and type by meaning.

A colour token is the name of a slot in Flutter's colour scheme, so that light, dark and high contrast are switched by
the client alone: nothing is rendered again and no control knows which theme is shown.
"""

from dataclasses import dataclass, fields

import flet as ft


class Color:
    """What a colour means, as the slot of the colour scheme that carries it."""

    PAPER = ft.Colors.SURFACE
    SURFACE = ft.Colors.SURFACE_CONTAINER_LOWEST
    INK = ft.Colors.ON_SURFACE
    MUTED = ft.Colors.ON_SURFACE_VARIANT
    HAIRLINE = ft.Colors.OUTLINE_VARIANT
    FIELD_BORDER = ft.Colors.OUTLINE
    ACTION = ft.Colors.PRIMARY
    ON_ACTION = ft.Colors.ON_PRIMARY
    ACTION_SOFT = ft.Colors.PRIMARY_CONTAINER
    ACTION_EDGE = ft.Colors.ON_PRIMARY_CONTAINER
    BRAND = ft.Colors.SECONDARY
    BRAND_SOFT = ft.Colors.SECONDARY_CONTAINER
    DONE = ft.Colors.TERTIARY
    DONE_SOFT = ft.Colors.TERTIARY_CONTAINER
    WAITING = ft.Colors.ON_PRIMARY_FIXED
    WAITING_SOFT = ft.Colors.PRIMARY_FIXED
    NEEDS_YOU = ft.Colors.ON_SECONDARY_FIXED
    NEEDS_YOU_SOFT = ft.Colors.SECONDARY_FIXED
    ERROR = ft.Colors.ERROR
    ERROR_SOFT = ft.Colors.ERROR_CONTAINER
    DRAFT = ft.Colors.ON_TERTIARY_FIXED
    DRAFT_SOFT = ft.Colors.TERTIARY_FIXED
    TRIAL = ft.Colors.ON_PRIMARY_FIXED_VARIANT
    TRIAL_SOFT = ft.Colors.PRIMARY_FIXED_DIM
    CLOSED = ft.Colors.ON_INVERSE_SURFACE
    CLOSED_SOFT = ft.Colors.INVERSE_SURFACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One value per token of ``Color``, ``#RRGGBB``."""

    paper: str
    surface: str
    ink: str
    muted: str
    hairline: str
    field_border: str
    action: str
    on_action: str
    action_soft: str
    action_edge: str
    brand: str
    brand_soft: str
    done: str
    done_soft: str
    waiting: str
    waiting_soft: str
    needs_you: str
    needs_you_soft: str
    error: str
    error_soft: str
    draft: str
    draft_soft: str
    trial: str
    trial_soft: str
    closed: str
    closed_soft: str


LIGHT = Palette(
    paper="#FBF7F1",
    surface="#FFFFFF",
    ink="#211C18",
    muted="#655C54",
    hairline="#E7DED3",
    field_border="#8F8477",
    action="#0A5AA8",
    on_action="#FFFFFF",
    action_soft="#E3EEF8",
    action_edge="#A9C8E4",
    brand="#8F2A1E",
    brand_soft="#F6E4DF",
    done="#1B7045",
    done_soft="#E1F1E8",
    waiting="#8A5200",
    waiting_soft="#FBEBD3",
    needs_you="#B83A0B",
    needs_you_soft="#FCE4DA",
    error="#B3261E",
    error_soft="#FBE9E7",
    draft="#4A433D",
    draft_soft="#EFEAE4",
    trial="#4A2F6B",
    trial_soft="#EDE7F3",
    closed="#FBF7F1",
    closed_soft="#4A433D",
)

DARK = Palette(
    paper="#171310",
    surface="#221D19",
    ink="#F4EDE4",
    muted="#BDB2A7",
    hairline="#3D352F",
    field_border="#93887C",
    action="#8EC3F5",
    on_action="#06213D",
    action_soft="#16304B",
    action_edge="#365C82",
    brand="#F2AA9D",
    brand_soft="#4A211B",
    done="#86D3A8",
    done_soft="#173A28",
    waiting="#F2BE6B",
    waiting_soft="#402B08",
    needs_you="#FFA785",
    needs_you_soft="#4C2110",
    error="#FFB4AB",
    error_soft="#4B1714",
    draft="#DCD2C7",
    draft_soft="#352F2A",
    trial="#D3C1F3",
    trial_soft="#2F2342",
    closed="#211C18",
    closed_soft="#CFC5BA",
)

LIGHT_HIGH_CONTRAST = Palette(
    paper="#FFFFFF",
    surface="#FFFFFF",
    ink="#000000",
    muted="#38322D",
    hairline="#6B625A",
    field_border="#3D3731",
    action="#003E7A",
    on_action="#FFFFFF",
    action_soft="#EAF2FA",
    action_edge="#003E7A",
    brand="#6E1A10",
    brand_soft="#FBEFEC",
    done="#0B4A2B",
    done_soft="#EAF6EF",
    waiting="#5C3600",
    waiting_soft="#FDF3E3",
    needs_you="#7A2203",
    needs_you_soft="#FDEFE8",
    error="#85100A",
    error_soft="#FDF0EF",
    draft="#2B2622",
    draft_soft="#F4F1ED",
    trial="#371F55",
    trial_soft="#F3EFF8",
    closed="#FFFFFF",
    closed_soft="#2B2622",
)

DARK_HIGH_CONTRAST = Palette(
    paper="#000000",
    surface="#0B0908",
    ink="#FFFFFF",
    muted="#E4DBD1",
    hairline="#A59A8F",
    field_border="#D8CDC1",
    action="#B9DBFB",
    on_action="#00162B",
    action_soft="#0A2036",
    action_edge="#B9DBFB",
    brand="#FFCFC6",
    brand_soft="#37140F",
    done="#AEEBC8",
    done_soft="#0B2719",
    waiting="#FFDA9E",
    waiting_soft="#2D1D03",
    needs_you="#FFCDB8",
    needs_you_soft="#341507",
    error="#FFD5D0",
    error_soft="#360D0A",
    draft="#F1E9E0",
    draft_soft="#241F1B",
    trial="#E8DCFF",
    trial_soft="#20172F",
    closed="#000000",
    closed_soft="#EFE6DB",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "muted", "action", "brand", "done", "error", "needs_you", "waiting")
      for ground in ("paper", "surface")),
    *(("ink", ground) for ground in ("action_soft", "waiting_soft", "done_soft", "error_soft", "needs_you_soft",
                                     "draft_soft", "brand_soft", "trial_soft")),
    ("action", "action_soft"), ("brand", "brand_soft"), ("done", "done_soft"), ("waiting", "waiting_soft"),
    ("needs_you", "needs_you_soft"), ("error", "error_soft"), ("draft", "draft_soft"), ("trial", "trial_soft"),
    ("closed", "closed_soft"), ("on_action", "action"), ("muted", "draft_soft"), ("muted", "action_soft"),
)  # fmt: skip
"""Every pair in which a control draws text: (text, ground). WCAG AA asks 4.5, high contrast 7."""

EDGE_PAIRS: tuple[tuple[str, str], ...] = (
    ("field_border", "paper"),
    ("field_border", "surface"),
    ("action", "surface"),
    ("action", "paper"),
    ("action", "action_soft"),
    ("error", "surface"),
    ("done", "surface"),
    ("needs_you", "surface"),
)
"""Edges and signs one must see to use a control: at least 3 (WCAG 2.2, 1.4.11)."""


def scheme_of(palette: Palette) -> ft.ColorScheme:
    """Return ``palette`` as the colour scheme whose slots ``Color`` names."""
    values = {
        getattr(Color, token.name.upper()).name.lower(): getattr(palette, token.name) for token in fields(palette)
    }
    return ft.ColorScheme(**values)


class Space:
    """Distances in pixels, multiples of 4 on an 8-point grid."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32
    XXXL = 48


class Radius:
    """Corner radii."""

    CARD = 14
    FIELD = 12
    BUTTON = 14
    PILL = 999


class Font:
    """Families by weight: Flet 1.0.5 loads one file per family, so each weight is its own."""

    REGULAR = "Be Vietnam Pro"
    SEMIBOLD = "Be Vietnam Pro SemiBold"
    BOLD = "Be Vietnam Pro Bold"

    FILES = {  # noqa: RUF012 - never written to
        REGULAR: "fonts/BeVietnamPro-Regular.ttf",
        SEMIBOLD: "fonts/BeVietnamPro-SemiBold.ttf",
        BOLD: "fonts/BeVietnamPro-Bold.ttf",
    }


class Type:
    """Roles of text, as the slot of the text theme that carries size and weight; the client scales them."""

    COUNT = ft.TextThemeStyle.DISPLAY_LARGE
    FIGURE = ft.TextThemeStyle.DISPLAY_SMALL
    TITLE = ft.TextThemeStyle.HEADLINE_LARGE
    TITLE_WIDE = ft.TextThemeStyle.DISPLAY_MEDIUM
    BRAND = ft.TextThemeStyle.HEADLINE_SMALL
    SECTION = ft.TextThemeStyle.TITLE_LARGE
    STRONG = ft.TextThemeStyle.TITLE_MEDIUM
    SMALL_STRONG = ft.TextThemeStyle.TITLE_SMALL
    BODY = ft.TextThemeStyle.BODY_LARGE
    SMALL = ft.TextThemeStyle.BODY_MEDIUM
    TINY = ft.TextThemeStyle.BODY_SMALL
    BUTTON = ft.TextThemeStyle.LABEL_LARGE
    PILL = ft.TextThemeStyle.LABEL_MEDIUM
    NAVIGATION = ft.TextThemeStyle.LABEL_SMALL


TYPE_SCALE: dict[ft.TextThemeStyle, tuple[float, str, float]] = {
    Type.COUNT: (88, Font.BOLD, 1.2),
    Type.FIGURE: (40, Font.BOLD, 1.45),
    Type.TITLE: (26, Font.BOLD, 1.4),
    Type.TITLE_WIDE: (32, Font.BOLD, 1.4),
    Type.BRAND: (19, Font.BOLD, 1.45),
    Type.SECTION: (17, Font.SEMIBOLD, 1.5),
    Type.STRONG: (16, Font.SEMIBOLD, 1.5),
    Type.SMALL_STRONG: (14, Font.SEMIBOLD, 1.5),
    Type.BODY: (16, Font.REGULAR, 1.5),
    Type.SMALL: (14, Font.REGULAR, 1.5),
    Type.TINY: (13, Font.REGULAR, 1.5),
    Type.BUTTON: (17, Font.SEMIBOLD, 1.45),
    Type.PILL: (13.5, Font.SEMIBOLD, 1.45),
    Type.NAVIGATION: (12, Font.SEMIBOLD, 1.45),
}
"""Size in pixels at 100 %, family, line height (room for stacked Vietnamese marks)."""
