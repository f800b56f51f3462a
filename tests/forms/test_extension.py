import pytest

from forms.extension import ExtensionError, Written, extended

OTHER = Written(
    schema={
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "x-checks": [{"id": "other"}],
    },
    ui={"elements": [{"type": "Category", "options": {"id": "one"}, "elements": ["a"]}]},
    texts={"vi": {"a": {"label": "A", "hint": "cũ"}}, "en": {}},
)


def own(**schema: object) -> Written:
    ui = {"elements": [{"x-step": "one"}, {"type": "Category", "options": {"id": "two"}}]}
    return Written({"x-extends": "1.1", **schema}, ui, {"vi": {"a": {"hint": "mới"}}, "en": {}})


def test_a_form_has_everything_of_the_form_it_extends_and_its_own_word_wins() -> None:
    whole = extended(
        own(required=["c"], properties={"b": {"type": "integer"}, "c": {}}, **{"x-checks": [{"id": "own"}]}), OTHER
    )
    assert whole.schema["required"] == ["a", "c"]
    assert whole.schema["properties"] == {"a": {"type": "string"}, "b": {"type": "integer"}, "c": {}}
    assert [check["id"] for check in whole.schema["x-checks"]] == ["own", "other"]
    assert "x-extends" not in whole.schema
    assert [step["options"]["id"] for step in whole.ui["elements"]] == ["one", "two"]
    assert whole.texts["vi"] == {"a": {"label": "A", "hint": "mới"}}


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(ExtensionError, match=r"no form of 1\.1"):
        extended(own(), None)
    with pytest.raises(ExtensionError, match="extends another itself"):
        extended(own(), Written({"x-extends": "2.2"}, {}, {}))
    with pytest.raises(ExtensionError, match="no step 'one'"):
        extended(own(), Written({}, {"elements": []}, {}))
