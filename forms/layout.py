"""A UI schema read once: topics, controls and their texts, ready to be asked about answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jsonschema.protocols import Validator

from forms.checker import compile_schema
from forms.procedure import FormDefinition, Text
from forms.rules import Rule, rule_of, scope_keys, scope_pointer

_FEW = 6
"""Up to so many choices stand as radio buttons, more in a list."""

_FORMAT_KINDS = {"person_name": "name"} | dict.fromkeys(
    ("passport", "time_of_day", "bank_account", "postal_code"), "text"
)
_TYPE_KINDS = {"boolean": "tick", "integer": "int", "number": "int"}


@dataclass(frozen=True, slots=True)
class Control:
    """One control: what it asks, how its value is judged, when it is shown and enabled."""

    pointer: str
    keys: tuple[str, ...]
    step_id: str
    kind: str
    schema: Mapping[str, Any]
    validator: Validator
    label: Text
    short: Text
    hint: Text
    why: Text
    example: Text
    errors: Mapping[str, Text]
    choices: tuple[tuple[Any, Text], ...]
    list_values: frozenset[str] | None
    prefill: str | None
    options: Mapping[str, Any]
    required_in_group: bool
    rules: tuple[Rule, ...]
    columns: tuple["Control", ...] = ()
    terms: tuple[tuple[str, Text, Text], ...] = ()
    """Glossary terms: key, name, meaning."""

    def is_visible(self, data: Mapping[str, Any]) -> bool:
        """Return whether its own rule and those of the groups around it show it."""
        return all(rule.is_visible(data) for rule in self.rules)

    def is_enabled(self, data: Mapping[str, Any]) -> bool:
        """Return whether its rules let it be changed; what is calculated never is."""
        return self.kind != "output" and all(rule.is_enabled(data) for rule in self.rules)

    def place_of(self, pointer: str) -> str:
        """Return where a problem at ``pointer`` is shown: a table's cell, else the whole control."""
        return pointer if self.columns else self.pointer

    def cell(self, pointer: str) -> "Control | None":
        """Return the column that a table cell's pointer belongs to."""
        inside = pointer[len(self.pointer) :].split("/")[2:]
        name = "/" + "/".join(inside)
        return next((column for column in self.columns if inside and name == column.pointer), None)


@dataclass(frozen=True, slots=True)
class Topic:
    """One step of the form: a Category of the UI schema."""

    id: str
    title: Text
    name: Text
    intro: Text
    rule: Rule | None
    controls: tuple[Control, ...]

    def is_visible(self, data: Mapping[str, Any]) -> bool:
        """Return whether the step concerns these answers: its rule shows it and something in it is shown."""
        shown = self.rule is None or self.rule.is_visible(data)
        return shown and any(control.is_visible(data) for control in self.controls)

    def visible_controls(self, data: Mapping[str, Any]) -> tuple[Control, ...]:
        """Return the controls that these answers show."""
        return tuple(control for control in self.controls if control.is_visible(data))


@dataclass(frozen=True, slots=True)
class Layout:
    """Every topic and control of a form; ``declarations`` stand on the review page."""

    topics: tuple[Topic, ...]
    declarations: tuple[Control, ...]
    texts: Mapping[str, Mapping[str, str]]
    controls: tuple[Control, ...]
    _by_pointer: Mapping[str, Control] = field(default_factory=dict)
    _positions: Mapping[str, int] = field(default_factory=dict)

    def control(self, pointer: str) -> Control | None:
        """Return the control of exactly this pointer."""
        return self._by_pointer.get(pointer)

    def control_over(self, pointer: str) -> Control | None:
        """Return the control of this pointer or of what it is a part of."""
        while pointer:
            if pointer in self._by_pointer:
                return self._by_pointer[pointer]
            pointer = pointer.rpartition("/")[0]
        return None

    def position(self, pointer: str) -> tuple[int, str]:
        """Return a key that sorts pointers as their fields stand on the screen."""
        control = self.control_over(pointer)
        return (self._positions[control.pointer] if control else len(self._positions), pointer)

    def text(self, key: str) -> Text:
        """Return a text in every language by its dotted key."""
        return text_of(self.texts, key)


def text_of(texts: Mapping[str, Mapping[str, str]], key: str) -> Text:
    """Return a text by dotted key in every language that has it."""
    return {language: entries[key] for language, entries in texts.items() if key in entries}


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

    def read(self) -> Layout:
        topics = [self._topic(category) for category in self._ui.get("elements", ())]
        declarations = tuple(c for topic in topics for c in topic.controls if c.kind == "declaration")
        asked = tuple(topic for topic in topics if any(c.kind != "declaration" for c in topic.controls))
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
        title = self._text(category.get("label") or f"steps.{step_id}.title")
        return Topic(
            id=step_id,
            title=title,
            name=self._text(options.get("name") or f"steps.{step_id}.name") or title,
            intro=self._text(options.get("intro") or f"steps.{step_id}.intro"),
            rule=rule_of(category, self._compile),
            controls=tuple(self._controls(category, step_id, (), {})),
        )

    def _compile(self, schema: Any) -> Validator:
        return compile_schema({"$defs": self._defs, **schema} if isinstance(schema, dict) else schema)

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

    def _property(self, keys: tuple[str, ...]) -> tuple[dict[str, Any], bool]:
        """Return the schema at ``keys`` and whether the object around it (not the form) requires it."""
        schema, required = self._schema, False
        for depth, key in enumerate(keys):
            required = depth > 0 and key in schema.get("required", ())
            schema = self._resolved(schema["properties"][key])
        return schema, required

    def _resolved(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref", "")
        if not reference.startswith("#/$defs/"):
            return dict(schema)
        return {**self._resolved(self._defs[reference.removeprefix("#/$defs/")]), **schema}

    def _control(self, element: Mapping[str, Any], step_id: str, rules: tuple[Rule, ...], group: Text) -> Control:
        keys = scope_keys(element["scope"])
        schema, required = self._property(keys)
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
        kind = _kind(schema, options, len(choices))
        label = self._text(element.get("label") or f"{key}.label")
        columns = self._columns(schema, options, key, step_id) if kind in ("table", "list") else ()
        step = "review" if kind == "declaration" else step_id
        return Control(
            pointer=pointer,
            keys=keys,
            step_id=step,
            kind=kind,
            schema=schema,
            validator=self._compile(schema),
            label=label,
            short=self._text(options.get("short") or f"{key}.short") or _lowered(label),
            hint=self._text(options.get("hint") or f"{key}.hint"),
            why=self._text(options.get("why") or f"{key}.why"),
            example=self._text(options.get("example") or f"{key}.example"),
            errors=self._errors(key),
            choices=choices,
            list_values=list_values,
            prefill=options.get("prefill"),
            options=self._options(schema, options, group) | self._list_options(schema, options, key, kind),
            required_in_group=required,
            rules=rules,
            columns=columns,
            terms=tuple(
                (term, self._text(f"glossary.{term}.name"), self._text(f"glossary.{term}.meaning"))
                for term in options.get("terms", ())
            ),
        )

    def _list_options(
        self, schema: Mapping[str, Any], options: Mapping[str, Any], key: str, kind: str
    ) -> dict[str, Any]:
        if kind != "list":
            return {}
        item = self._text(options.get("item") or f"{key}.item")
        return {
            "item": item or {"vi": "Mục {number}", "en": "Item {number}"},
            "min_items": int(schema.get("minItems", 0)),
            "max_items": schema.get("maxItems"),
            "sortable": bool(options.get("sortable", False)),
        }

    def _errors(self, key: str) -> dict[str, Text]:
        prefix = f"{key}.errors."
        names = {
            name.removeprefix(prefix) for entries in self._texts.values() for name in entries if name.startswith(prefix)
        }
        return {name: self._text(prefix + name) for name in names}

    def _choices(self, schema: Mapping[str, Any]) -> tuple[tuple[tuple[Any, Text], ...], frozenset[str] | None]:
        items = self._resolved(schema.get("items", {})) if schema.get("type") == "array" else schema
        if "x-list" in items:
            entries = self._lists.get(items["x-list"], ())
            choices = tuple((entry["value"], {k: entry[k] for k in ("vi", "en") if k in entry}) for entry in entries)
            return choices, frozenset(str(value) for value, _label in choices) if choices else None
        return tuple(
            (one["const"], self._text(one.get("title"))) for one in items.get("oneOf", ()) if "const" in one
        ), None

    def _options(self, schema: Mapping[str, Any], options: Mapping[str, Any], group: Text) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: value
            for name, value in options.items()
            if name not in ("prefill", "short", "terms", "item") and not isinstance(value, Mapping)
        }
        for name in ("detail_label", "detail_hint", "body"):
            if name in found:
                found[name] = self._text(found[name])
        if "format" in schema or "x-format" in schema:
            found["format"] = schema.get("format") or schema["x-format"]
        for keyword, name in (
            ("maxLength", "max_length"),
            ("maxItems", "max_items"),
            ("minimum", "minimum"),
            ("maximum", "maximum"),
        ):
            if keyword in schema:
                found[name] = schema[keyword]
        if "detail" in schema.get("properties", {}):
            found.setdefault("detail", True)
        if group:
            found["group"] = group
        return found

    def _columns(
        self, schema: Mapping[str, Any], options: Mapping[str, Any], key: str, step_id: str
    ) -> tuple[Control, ...]:
        """Return a table's columns, in the order of ``options.detail`` (as JSON Forms lays out a row)."""
        row = self._resolved(schema.get("items", {}))
        detail = options.get("detail")
        laid_out = list(self._laid_out(detail, ())) if isinstance(detail, Mapping) else []
        properties: Mapping[str, Any] = row.get("properties", {})
        cells = [(scope_keys(element["scope"])[0], element, rules) for element, rules in laid_out]
        return tuple(
            self._read(
                element={
                    "i18n": f"{key}.{name}",
                    "options": {**properties[name].get("x-options", {}), **element.get("options", {})},
                },
                pointer=f"/{name}",
                keys=(name,),
                schema=self._resolved(properties[name]),
                required=name in row.get("required", ()),
                step_id=step_id,
                rules=rules,
                group={},
            )
            for name, element, rules in cells or [(name, {}, ()) for name in properties]
        )

    def _laid_out(
        self, parent: Mapping[str, Any], rules: tuple[Rule, ...]
    ) -> Iterator[tuple[Mapping[str, Any], tuple[Rule, ...]]]:
        """Yield the controls of a row with their rules, whose scopes are relative to the row."""
        for element in parent.get("elements", ()):
            own = rule_of(element, self._compile)
            chain = (*rules, own) if own else rules
            if element["type"] == "Control":
                yield element, chain
            else:
                yield from self._laid_out(element, chain)


def _kind(schema: Mapping[str, Any], options: Mapping[str, Any], choices: int) -> str:
    if named := options.get("widget") or schema.get("x-kind"):
        return str(named)
    if "x-calculated" in schema:
        return "output"
    if schema.get("type") == "array":
        return "multi_choice" if choices or "x-list" in schema.get("items", {}) else "table"
    if choices or "x-list" in schema:
        return "choice" if 0 < choices <= _FEW and "x-list" not in schema else "select"
    if "format" in schema:
        return str(_FORMAT_KINDS.get(schema["format"], schema["format"]))
    if schema.get("type") == "object":
        return "address"
    return _TYPE_KINDS.get(str(schema.get("type")), "text")


def _lowered(label: Text) -> Text:
    return {language: text[:1].lower() + text[1:] for language, text in label.items()}
