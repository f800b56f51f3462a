"""One thing that the author of a form should mend."""

from dataclasses import dataclass

SCHEMA, UI = "form.schema.json", "form.ui.json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the file, the place in it, what to do."""

    file: str
    where: str
    message: str
