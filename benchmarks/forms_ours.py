"""What our own form language takes for the 200-field form: opening, each key, each field left, the whole check.

Times are of this process's processor, so that what else the machine does counts less.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.big_form import TODAY, big_form, full_answers, keystrokes
from forms.evaluation import Evaluation
from forms.flow import Form


@dataclass(frozen=True)
class Times:
    """Milliseconds, one for each time that something was done."""

    milliseconds: Sequence[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.milliseconds, n=100, method="inclusive")[-1]

    @property
    def worst(self) -> float:
        return max(self.milliseconds)


def measure() -> dict[str, Times]:
    """Return the times of each thing that is done with the form."""
    form, full = Form(big_form(), {}), full_answers()
    filled = Evaluation(form, full, today=TODAY)
    return {
        "open": _times(_open for _ in range(20)),
        "key": Times(_keys(form, with_problems=False)),
        "key and problems": Times(_keys(form, with_problems=True)),
        "field left": _times(lambda name=name: filled.field_problem(f"/{name}") for name in full),
        "whole check": _times(lambda: form.problems(full, today=TODAY) for _ in range(100)),
    }


def _open() -> object:
    """Do what stands between the form as data and its first step."""
    return Evaluation(Form(big_form(), {}), {}, today=TODAY).steps()


def _keys(form: Form, *, with_problems: bool) -> list[float]:
    """Return what each key takes: the answer set, the changed fields asked for again, the step's problems."""
    evaluation, found = Evaluation(form, {}, today=TODAY), []
    for pointer, value in keystrokes():
        began = time.process_time_ns()
        for changed in evaluation.set(pointer, value):
            evaluation.field(changed)
        if with_problems:
            evaluation.problems(step_id=form.step_of(pointer))
        found.append((time.process_time_ns() - began) / 1e6)
    return found


def _times(things: Iterable[Callable[[], Any]]) -> Times:
    found = []
    for thing in things:
        began = time.process_time_ns()
        thing()
        found.append((time.process_time_ns() - began) / 1e6)
    return Times(found)


def main() -> None:
    print_all(measure())


def print_all(measured: dict[str, Times]) -> None:
    for name, times in measured.items():
        print(f"{name:22} p50 {times.p50:8.3f} ms   p99 {times.p99:8.3f} ms   worst {times.worst:8.3f} ms")


if __name__ == "__main__":
    main()
