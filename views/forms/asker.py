"""What every question of a step needs: what is answered, what is wrong, how words read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from app.earlier.model import EarlierAnswer
from app.i18n import Translator
from forms.flow import Field
from forms.places import Places
from views.forms.kept import Kept
from views.forms.screen_model import StepModel
from views.forms.state import Asking


@dataclass(frozen=True, slots=True)
class Asker:
    """What every question of a step needs."""

    model: StepModel
    state: Asking
    t: Translator
    places: Places
    is_wide: bool
    """Whether there is a panel beside the form: the reasons stand there, and short questions beside each other."""
    focused: tuple[str, int]
    """Which field a line of the summary led to, and how often one was followed."""
    proceed: Callable[[], Awaitable[None]]
    last: str | None
    """The last question of the step: where it is typed, Enter goes on to the next step."""
    earlier: Mapping[str, tuple[EarlierAnswer, ...]] = field(default_factory=dict)
    """What was answered in earlier applications, by the pointer of a question that is still empty."""
    kept: Kept = field(default_factory=Kept)
    """The questions as they were shown last."""

    def error_at(self, pointer: str) -> str:
        """Return the message to show at a field: an open confirmation is one too."""
        problem = self.state.problem_at(pointer)
        if problem is None or (problem.severity == "confirm" and problem.id in self.state.confirmed):
            return ""
        return self.t.text(problem.message)

    def focus_of(self, pointer: str) -> int:
        """Return the number that brings the focus to a field when it rises."""
        asked = (self.focused, self.state.focus)
        return sum(times for where, times in asked if where == pointer or where.startswith(f"{pointer}/"))

    def hint_of(self, field: Field) -> str:
        """Return how to fill it in, with an example."""
        hint, example = self.t.text(field.hint), self.t.text(field.example)
        if not example:
            return hint
        words = self.t("Example: {example}", example=example)
        return f"{hint.rstrip('.')}. {words}" if hint else words

    def name_of(self, field: Field) -> str:
        """Return the label, with what is true of a field that may stay empty."""
        label = self.t.text(field.label)
        if field.later:
            return self.t("{label} (may come later)", label=label)
        return label if field.required else self.t("{label} (not required)", label=label)

    def is_only_place(self, field: Field) -> bool:
        """Return whether no other place is asked on this screen, so that its parts need not repeat its name."""
        return [one.pointer for one in self.state.step.fields if one.kind in ("address", "agency")] == [field.pointer]
