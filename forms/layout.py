"""A UI schema read once: topics, controls and their texts, ready to be asked about answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms.checker import Checker, compile_schema
from forms.control_options import kind_of, list_options, lowered, options_of
from forms.controls import Control, Layout, Topic, text_of
from forms.fields import REVIEW
from forms.procedure import FormDefinition, Text
from forms.references import written_out
from forms.rules import Rule, rule_of, scope_keys, scope_pointer

__all__ = ["Control", "Layout", "Topic", "read_layout", "text_of"]


def read_layout(definition: FormDefinition, lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> Layout:
    """Return the layout of a form.

    Raises:
        KeyError: if a control names a property that the schema does not have (``content.check`` finds it first).
    """
    return _Reader(definition, lists).read()


class _Reader:
    def __init__(self, definition: FormDefinition, lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._schema = definition.schema_
        self._defs = self._schema.get("$defs", {})
        self._ui = definition.ui
        self._texts = definition.texts
        self._lists = lists
        self._error_keys = _error_keys(self._texts)

    def read(self) -> Layout:
        topics = [self._topic(category) for category in self._ui.get("elements", ())]
        declarations = tuple(c for topic in topics for c in topic.controls if c.kind == "declaration")
        asked = tuple(topic for one in topics if (topic := _without_declarations(one)).controls)
        controls = tuple(control for topic in asked for control in topic.controls) + declarations
        return Layout(
            topics=asked,
            declarations=declarations,
            texts=self._texts,
            controls=controls,
            _by_pointer={control.pointer: control for control in controls},
            _positions={control.pointer: place for place, control in enumerate(controls)},
        )

    def _text(self, key: str | None) -> Text:
        return text_of(self._texts, key) if key else {}

    def _topic(self, category: Mapping[str, Any]) -> Topic:
        options = category.get("options", {})
        step_id = options["id"]
        rule = rule_of(category, self._compile)
        title = self._text(category.get("label") or f"steps.{step_id}.title")
        return Topic(
            id=step_id,
            title=title,
            name=self._text(options.get("name") or f"steps.{step_id}.name") or title,
            intro=self._text(options.get("intro") or f"steps.{step_id}.intro"),
            controls=tuple(self._controls(category, step_id, (rule,) if rule else (), {})),
        )

    def _compile(self, schema: Any) -> Checker:
        return compile_schema(schema, self._defs)

    def _controls(self, parent: Mapping[str, Any], step_id: str, rules: tuple[Rule, ...], group: Text) -> list[Control]:
        found: list[Control] = []
        for element in parent.get("elements", ()):
            own = rule_of(element, self._compile)
            chain = (*rules, own) if own else rules
            if element["type"] in ("Control", "ListWithDetail"):
                found.append(self._control(element, step_id, chain, group))
            else:
                heading = self._text(element.get("label")) if element["type"] == "Group" else group
                found += self._controls(element, step_id, chain, heading)
        return found

    def _property(self, keys: tuple[str, ...], root: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Return the schema at ``keys`` and whether the object around it (not ``root`` itself) requires it."""
        schema, required = dict(root), False
        for depth, key in enumerate(keys):
            required = depth > 0 and key in schema.get("required", ())
            schema = self._resolved(schema["properties"][key])
        return schema, required

    def _resolved(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return written_out(schema, self._defs)

    def _control(self, element: Mapping[str, Any], step_id: str, rules: tuple[Rule, ...], group: Text) -> Control:
        keys = scope_keys(element["scope"])
        schema, required = self._property(keys, self._schema)
        return self._read(
            element=element,
            pointer=scope_pointer(element["scope"]),
            keys=keys,
            schema=schema,
            required=required,
            step_id=step_id,
            rules=rules,
            group=group,
        )

    def _read(
        self,
        *,
        element: Mapping[str, Any],
        pointer: str,
        keys: tuple[str, ...],
        schema: dict[str, Any],
        required: bool,
        step_id: str,
        rules: tuple[Rule, ...],
        group: Text,
    ) -> Control:
        options = element.get("options", {})
        if element.get("type") == "ListWithDetail":
            options = {"widget": "list", **options}
        key = element.get("i18n") or ".".join(keys)
        choices, list_values = self._choices(schema)
        kind = kind_of(schema, options, len(choices))
        label = self._text(element.get("label") or f"{key}.label")
        has_rows = kind in ("table", "list")
        row_schema = self._resolved(schema.get("items", {})) if has_rows else {}
        item = self._text(options.get("item") or f"{key}.item")
        return Control(
            pointer=pointer,
            keys=keys,
            step_id=REVIEW if kind == "declaration" else step_id,
            kind=kind,
            schema=schema,
            validator=self._compile(schema),
            label=label,
            short=self._text(options.get("short") or f"{key}.short") or lowered(label),
            hint=self._text(options.get("hint") or f"{key}.hint"),
            why=self._text(options.get("why") or f"{key}.why"),
            example=self._text(options.get("example") or f"{key}.example"),
            errors=self._errors(key),
            choices=choices,
            list_values=list_values,
            prefill=options.get("prefill"),
            options=options_of(schema, options, group, self._text)
            | (list_options(schema, options, item) if kind == "list" else {}),
            required_in_group=required,
            rules=rules,
            columns=self._columns(row_schema, options, key, step_id) if has_rows else (),
            row_schema=row_schema,
            terms=tuple(
                (term, self._text(f"glossary.{term}.name"), self._text(f"glossary.{term}.meaning"))
                for term in options.get("terms", ())
            ),
        )

    def _errors(self, key: str) -> Mapping[str, Text]:
        return {keyword: self._text(f"{key}.errors.{keyword}") for keyword in self._error_keys.get(key, ())}

    def _choices(self, schema: Mapping[str, Any]) -> tuple[tuple[tuple[Any, Text], ...], frozenset[str] | None]:
        items = self._resolved(schema.get("items", {})) if schema.get("type") == "array" else schema
        if "x-list" in items:
            entries = self._lists.get(items["x-list"], ())
            choices = tuple((entry["value"], {k: entry[k] for k in ("vi", "en") if k in entry}) for entry in entries)
            return choices, frozenset(str(value) for value, _label in choices) if choices else None
        return tuple(
            (one["const"], self._text(one.get("title"))) for one in items.get("oneOf", ()) if "const" in one
        ), None

    def _columns(
        self, row: Mapping[str, Any], options: Mapping[str, Any], key: str, step_id: str
    ) -> tuple[Control, ...]:
        """Return the cells of a row, in the order of ``options.detail`` (as JSON Forms lays out a row)."""
        detail = options.get("detail")
        laid_out = list(self._laid_out(detail, (), {})) if isinstance(detail, Mapping) else []
        plain: list[tuple[Mapping[str, Any], tuple[Rule, ...], Text]] = [
            ({"scope": f"#/properties/{name}"}, (), {}) for name in row.get("properties", {})
        ]
        return tuple(
            self._column(row, element, rules, group, key, step_id) for element, rules, group in laid_out or plain
        )

    def _column(
        self,
        row: Mapping[str, Any],
        element: Mapping[str, Any],
        rules: tuple[Rule, ...],
        group: Text,
        key: str,
        step_id: str,
    ) -> Control:
        keys = scope_keys(element["scope"])
        schema, in_group = self._property(keys, row)
        return self._read(
            element={
                **element,
                "i18n": element.get("i18n") or ".".join((key, *keys)),
            },
            pointer=scope_pointer(element["scope"]),
            keys=keys,
            schema=schema,
            required=in_group or (len(keys) == 1 and keys[0] in row.get("required", ())),
            step_id=step_id,
            rules=rules,
            group=group,
        )

    def _laid_out(
        self, parent: Mapping[str, Any], rules: tuple[Rule, ...], group: Text
    ) -> Iterator[tuple[Mapping[str, Any], tuple[Rule, ...], Text]]:
        """Yield the controls of a row with their rules, whose scopes are relative to the row."""
        for element in parent.get("elements", ()):
            own = rule_of(element, self._compile)
            chain = (*rules, own) if own else rules
            if element["type"] in ("Control", "ListWithDetail"):
                yield element, chain, group
            else:
                heading = self._text(element.get("label")) if element["type"] == "Group" else group
                yield from self._laid_out(element, chain, heading)


def _without_declarations(topic: Topic) -> Topic:
    return replace(topic, controls=tuple(control for control in topic.controls if control.kind != "declaration"))


def _error_keys(texts: Mapping[str, Mapping[str, str]]) -> Mapping[str, list[str]]:
    """Return the keywords that a form words its own way, by the field's key."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for entries in texts.values() for name in entries if ".errors." in name):
        key, _, keyword = name.partition(".errors.")
        found.setdefault(key, []).append(keyword)
    return found
