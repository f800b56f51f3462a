"""JSON Forms as an oracle: what it says in Node, what it said when the committed cases were drawn, and what we say.

``python -m tests.oracles.json_forms`` draws the committed cases anew.
"""

import json
import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from forms.plain import evaluate_form
from tests.oracles import node
from tests.oracles.form_cases import Case, Example, changed, drawn

COMMITTED = Path(__file__).resolve().parent / "data" / "json_forms_cases.json.xz"
_SEED, _COUNT = 20261122, 1_000
_ORIGIN = (
    "Examples of @jsonforms/examples 3.7.0, changed by tests/oracles/form_cases.py, with what @jsonforms/core 3.7.0 "
    "says of them. The MIT License, Copyright (c) 2019 EclipseSource GmbH; full text: NOTICE."
)


def examples() -> list[Example]:
    """Return the published examples, as Node reads them from their package."""
    found = json.loads(node.run("jsonforms.mjs", "examples"))
    return [Example(name, one["schema"], one["uischema"], one["data"]) for name, one in found.items()]


def said_by_json_forms(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what JSON Forms says of each case, as ``compact`` has it; ``{"error"}`` where it fails."""
    lines = "\n".join(json.dumps(case.line) for case in cases)
    answers = [json.loads(line) for line in node.run("jsonforms.mjs", "evaluate", lines=lines).splitlines()]
    assert len(answers) == len(cases)
    return [answer if "error" in answer else compact(answer) for answer in answers]


def fields_of_json_forms(asked: Sequence[dict[str, Any]]) -> list[dict[str, bool]]:
    """Return which fields JSON Forms shows, rows included, and whether they can be used, by pointer.

    Args:
        asked: ``{"uischema", "data"}`` each.
    """
    lines = "\n".join(json.dumps(one) for one in asked)
    answers = [json.loads(line) for line in node.run("jsonforms.mjs", "fields", lines=lines).splitlines()]
    assert len(answers) == len(asked)
    return [{field["pointer"]: field["enabled"] for field in answer["fields"]} for answer in answers]


def said_by_us(case: Case) -> dict[str, Any]:
    """Return what our own form language says of a case."""
    return compact(evaluate_form(case.schema, case.uischema, case.data))


def compact(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with little to store: how many elements, which are not shown or enabled, sorted errors."""
    elements = answer["elements"]
    return {
        "elements": len(elements),
        "hidden": [element["pointer"] for element in elements if not element["visible"]],
        "disabled": [element["pointer"] for element in elements if not element["enabled"]],
        "errors": sorted([error["path"], error["keyword"]] for error in answer["errors"]),
    }


def committed() -> Iterator[tuple[Case, dict[str, Any]]]:
    """Yield every committed case with what JSON Forms said of it."""
    stored = json.loads(lzma.decompress(COMMITTED.read_bytes()))
    for case in stored["cases"]:
        yield Case(case["name"], stored["schemas"][case["name"]], case["uischema"], case["data"]), case["said"]


def committed_examples() -> list[Example]:
    """Return the published examples as they stand among the committed cases."""
    found: dict[str, Example] = {}
    for case, _said in committed():
        found.setdefault(case.name, Example(case.name, case.schema, case.uischema, case.data))
    return list(found.values())


def main() -> None:
    """Write the committed cases."""
    node.install()
    known = examples()
    cases = [*(case for example in known for case in changed(example)), *drawn(known, _COUNT, random.Random(_SEED))]
    said = said_by_json_forms(cases)
    stored = {
        "origin": _ORIGIN,
        "schemas": {example.name: example.schema for example in known},
        "cases": [
            {"name": case.name, "uischema": case.uischema, "data": case.data, "said": answer}
            for case, answer in zip(cases, said, strict=True)
            if "error" not in answer
        ],
    }
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    COMMITTED.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{len(stored['cases'])} cases, {COMMITTED.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
