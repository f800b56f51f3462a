"""The palettes keep WCAG's contrast in every pair a control draws."""

from dataclasses import fields

import pytest

from views.design.tokens import (
    DARK,
    DARK_HIGH_CONTRAST,
    EDGE_PAIRS,
    LIGHT,
    LIGHT_HIGH_CONTRAST,
    TEXT_PAIRS,
    Color,
    Palette,
    scheme_of,
)

ORDINARY = {"light": LIGHT, "dark": DARK}
HIGH = {"light high contrast": LIGHT_HIGH_CONTRAST, "dark high contrast": DARK_HIGH_CONTRAST}
ALL = ORDINARY | HIGH


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(palette: Palette, pairs: tuple[tuple[str, str], ...], least: float) -> list[str]:
    measured = [(pair, contrast(getattr(palette, pair[0]), getattr(palette, pair[1]))) for pair in pairs]
    return [f"{text} on {ground}: {ratio:.2f}" for (text, ground), ratio in measured if ratio < least]


def test_contrast_is_measured_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ORDINARY)
def test_every_text_pair_reaches_aa(name: str) -> None:
    assert too_weak(ORDINARY[name], TEXT_PAIRS, 4.5) == []


@pytest.mark.parametrize("name", HIGH)
def test_every_text_pair_reaches_aaa_in_high_contrast(name: str) -> None:
    assert too_weak(HIGH[name], TEXT_PAIRS, 7.0) == []


@pytest.mark.parametrize("name", ALL)
def test_every_edge_one_needs_to_see_reaches_three(name: str) -> None:
    assert too_weak(ALL[name], EDGE_PAIRS, 3.0) == []


def test_every_token_has_a_slot_of_its_own_in_the_colour_scheme() -> None:
    slots = [getattr(Color, token.name.upper()).name.lower() for token in fields(Palette)]
    assert len(set(slots)) == len(slots)
    scheme = scheme_of(LIGHT)
    assert [getattr(scheme, slot) for slot in slots] == [getattr(LIGHT, token.name) for token in fields(Palette)]
