"""What of a procedure the search index is built from: a twentieth of the whole, so that 6,400 are read in no time.

An imported page has 12 KB, of which nobody searches the steps of the law; what is left out here is what
``app.catalogue.search`` does not read (a test compares both indexes).
"""

from typing import Any, Final

from forms.procedure import FormDefinition, Original, Procedure

_LEFT_OUT: Final[dict[str, Any]] = {
    "who": None, "time": None, "other_times": (), "filing": None, "ways": (), "questions": (), "advice": (),
    "fees": (), "steps": (), "bring_when_collecting": (), "legal": (), "related": (), "linked": (), "proof": None,
    "source": None, "state_note": None, "version": "",
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
    return searchable(procedure).model_dump_json(by_alias=True, exclude_defaults=True).encode()


def decode(kept: bytes) -> Procedure:
    """Return the procedure of ``encode``."""
    return Procedure.model_validate_json(kept)
