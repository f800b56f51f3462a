"""What JSON Forms, SurveyJS and Ajv take for the 200-field form, in Node, and whether they say the same of it."""

import json
import tempfile
from dataclasses import dataclass
from typing import Any

from benchmarks.big_form import TODAY, big_form, full_answers, keystrokes
from benchmarks.big_form_survey import survey
from benchmarks.forms_ours import Times
from forms.flow import Form
from tests.oracles import node


@dataclass(frozen=True)
class Peers:
    """Times by program and by what was done; ``differences`` names what one of them saw otherwise than we do."""

    times: dict[str, dict[str, Times]]
    differences: tuple[str, ...]


def measure() -> Peers:
    """Return what was measured.

    Raises:
        NodeMissingError: where Node or npm is missing.
    """
    node.install()
    definition = big_form()
    filed = Form(definition, {}).submission(full_answers(), today=TODAY)
    asked = {
        "schema": definition.schema_,
        "uischema": definition.ui,
        "survey": survey(),
        "keys": [[pointer.removeprefix("/"), value] for pointer, value in keystrokes()],
        "full": filed,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(asked, file)
        file.flush()
        answer = json.loads(node.run("big_form.mjs", file.name))
    times = {
        program: {name: Times(found) for name, found in said.items() if _is_times(found)}
        for program, said in answer.items()
    }
    return Peers(times, tuple(_differences(answer, filed)))


def _is_times(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and isinstance(found[0], float | int)


def _differences(answer: dict[str, Any], filed: dict[str, Any]) -> list[str]:
    steps = Form(big_form(), {}).steps(full_answers(), today=TODAY)
    ours = {field.pointer.removeprefix("/") for step in steps for field in step.fields}
    found = [
        f"{program} shows other fields: {sorted(ours ^ set(answer[program]['shown']))}"
        for program in ("jsonForms", "surveyJs")
        if ours != set(answer[program]["shown"])
    ]
    if answer["surveyJs"]["total"] != filed["s9_cong_don"]:
        found.append(f"SurveyJS adds up to {answer['surveyJs']['total']}, we to {filed['s9_cong_don']}")
    if not (answer["surveyJs"]["valid"] and answer["ajv"]["valid"] and answer["jsonForms"]["errors"] == 0):
        found.append("not everybody finds the full answers in order")
    return found
