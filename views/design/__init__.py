"""The few controls the app uses, drawn with tokens of colour, type, space and motion; screens use only these."""

from views.design.amounts import AmountInput
from views.design.buttons import Button, IconButton, Link
from views.design.cards import Card, ClickableCard, Divider, Fact, FactGrid, Facts, Flush, Row, Stack, Tile
from views.design.choices import Choice, ChoiceGroup, MultiChoice, Tick
from views.design.drawings import Drawing
from views.design.fields import DateInput, SearchInput, TextInput
from views.design.focusing import FocusedButton, FocusedIconButton
from views.design.frame import Screen
from views.design.notices import ErrorSummary, FieldError, Notice, SummaryLine
from views.design.picker import Picker
from views.design.progress import Progress, StatusPill, Step, StepList, Timeline, TimelineItem
from views.design.qr import QrImage, scanned_beside
from views.design.signs import Sign
from views.design.skeleton import Skeleton
from views.design.text import Body, Figure, Muted, Section, Small, Strong, Title
from views.design.tokens import Color, Space

__all__ = [
    "AmountInput",
    "Body",
    "Button",
    "Card",
    "Choice",
    "ChoiceGroup",
    "ClickableCard",
    "Color",
    "DateInput",
    "Divider",
    "Drawing",
    "ErrorSummary",
    "Fact",
    "FactGrid",
    "Facts",
    "FieldError",
    "Figure",
    "Flush",
    "FocusedButton",
    "FocusedIconButton",
    "IconButton",
    "Link",
    "MultiChoice",
    "Muted",
    "Notice",
    "Picker",
    "Progress",
    "QrImage",
    "Row",
    "Screen",
    "SearchInput",
    "Section",
    "Sign",
    "Skeleton",
    "Small",
    "Space",
    "Stack",
    "StatusPill",
    "Step",
    "StepList",
    "Strong",
    "SummaryLine",
    "TextInput",
    "Tick",
    "Tile",
    "Timeline",
    "TimelineItem",
    "Title",
    "scanned_beside",
]
