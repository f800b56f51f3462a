"""A form as plain text, as its steps ask it in one case: for its author, before anything is built."""

from collections.abc import Iterator

from forms.flow import Field, Form, Problem
from forms.procedure import Text, pick
from portal.catalogue.content.preview import Case
from portal.catalogue.content.preview_words import WORDS


def preview_form(form: Form, case: Case) -> str:
    """Return the steps that these answers lead through, each question with everything that is said beside it.

    ``*`` must be answered, ``~`` may come later; what is wrong stands at its question, and at the end what would be
    asked for later.
    """
    return "\n".join(_Form(form, case).lines()) + "\n"


class _Form:
    def __init__(self, form: Form, case: Case) -> None:
        self._form = form
        self._case = case
        self._words = WORDS[case.language]
        problems = form.problems(case.answers, today=case.today) if case.answers else ()
        self._problems = {problem.pointer: problem for problem in problems}

    def lines(self) -> Iterator[str]:
        form, case = self._form, self._case
        yield self._words["form"]
        for number, step in enumerate(form.steps(case.answers, today=case.today), 1):
            yield f"  {number}. {self._text(step.title)} [{step.id}]"
            yield from self._said(6, step.intro)
            yield from self._fields(step.fields, margin=4)
        declared = form.declarations(case.answers, today=case.today)
        yield f"  {self._words['declared']}"
        yield from self._fields(declared, margin=4)
        if later := form.later(case.answers, today=case.today):
            yield f"  {self._words['later']}"
            yield from (f"    ~ {self._text(one.message)}" for one in later)

    def _fields(self, fields: tuple[Field, ...], margin: int) -> Iterator[str]:
        group = ""
        for field in fields:
            heading = self._text(field.options.get("group", {}))
            if heading and heading != group:
                yield f"{' ' * margin}- {heading}"
            group = heading
            yield from self._field(field, margin)

    def _field(self, field: Field, margin: int) -> Iterator[str]:
        mark = "*" if field.required else "~" if field.later else " "
        indent = margin + 4
        yield f"{' ' * margin}{mark} {self._text(field.label)} ({field.kind}) [{field.pointer}]"
        yield from self._said(indent, field.hint)
        yield from self._said(indent, field.example, self._words["example"])
        yield from self._said(indent, field.why, self._words["why"])
        for term in field.terms:
            yield f"{' ' * indent}? {self._text(term.name)}: {self._text(term.meaning)}"
        if field.kind == "choice":
            yield from (f"{' ' * indent}( ) {self._text(one.label)} [{one.value}]" for one in field.choices)
        yield from self._fields(field.options.get("columns", ()), margin=indent)
        if answer := self._form.stringify(field, self._case.answers, self._case.language):
            yield from (f"{' ' * indent}= {line}" for line in answer.splitlines())
        yield from (f"{' ' * indent}! {self._text(one.message)} [{one.id}]" for one in self._at(field))

    def _at(self, field: Field) -> list[Problem]:
        return [
            problem
            for pointer, problem in self._problems.items()
            if pointer == field.pointer or pointer.startswith(f"{field.pointer}/")
        ]

    def _said(self, margin: int, text: Text, word: str = "") -> Iterator[str]:
        if said := self._text(text):
            yield f"{' ' * margin}{word}{': ' if word else ''}{said}"

    def _text(self, text: Text) -> str:
        return pick(text, self._case.language) if text else ""
