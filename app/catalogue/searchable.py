"""What of a procedure the search index is built from: a twentieth of the whole, so that 6,400 are read in no time.

An imported page has 12 KB, of which nobody searches the steps of the law; what is left out here is what
``app.catalogue.search`` does not read (a test compares both indexes).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from forms.procedure import FormDefinition, Original, Procedure

_LEFT_OUT: Final[dict[str, Any]] = {
    "who": None, "time": None, "other_times": (), "filing": None, "ways": (), "questions": (), "advice": (),
    "fees": (), "steps": (), "bring_when_collecting": (), "legal": (), "related": (), "linked": (), "proof": None,
    "source": None, "state_note": None, "version": "", "before": None,
}  # fmt: skip
_MARK: Final = (Original(heading="", text=""),)
_FORM: Final = FormDefinition.model_validate({"version": "", "schema": {}, "ui": {}, "texts": {}})


def searchable(procedure: Procedure) -> Procedure:
    """Return the procedure with what is searched; that it was imported, or has a form, is still to be seen."""
    left_out = dict(_LEFT_OUT)
    if procedure.original:
        left_out |= {"original": _MARK, "papers": ()}
    if procedure.form is not None:
        left_out["form"] = _FORM
    return procedure.model_copy(update=left_out)


def encode(procedure: Procedure) -> bytes:
    """Return what is searched of a procedure as JSON; the same for two that are found alike."""
    return _written(searchable(procedure).model_dump(mode="json", by_alias=True, exclude_defaults=True))


def encode_json(said: Mapping[str, Any]) -> bytes:
    """Return what is searched of a procedure's JSON, which is known to be sound, without reading the rest of it."""
    left = {name: value for name, value in said.items() if name not in _LEFT_OUT} | {"version": ""}
    if said.get("original"):
        left |= {"original": [{"heading": "", "text": ""}]}
        left.pop("papers", None)
    if said.get("form") is not None:
        left["form"] = _FORM.model_dump(by_alias=True)
    return _written(left)


def decode(kept: bytes) -> Procedure:
    """Return the procedure of ``encode``."""
    return Procedure.model_validate_json(kept)


def _written(said: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(sorted(said.items())), ensure_ascii=False, separators=(",", ":")).encode()
