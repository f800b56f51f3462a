"""What the documents of a matter say: of a part of a linked dossier, only what concerns it."""

from typing import Any

from forms.procedure import LinkedPart
from portal.catalogue.service import PublishedCatalogue
from portal.dossiers.matters import Matter
from portal.dossiers.parts import definition_of
from portal.dossiers.texts import RESULT_TITLES

Text = dict[str, str]


def received(catalogue: PublishedCatalogue, matter: Matter) -> dict[str, Any]:
    """Return what an acceptance slip says: the result date, the papers."""
    due, definition = matter.standing.due_at, definition_of(catalogue, matter)
    concerned = definition.papers if isinstance(definition, LinkedPart) else ()
    return {
        "due_at": due.isoformat() if due else None,
        "files": [
            {"paper_id": file.paper_id, "file_name": file.file_name}
            for file in matter.dossier.files
            if file.replaced_at is None and (not concerned or file.paper_id in concerned)
        ],
    }


def outcome(catalogue: PublishedCatalogue, matter: Matter, note: str) -> dict[str, Any]:
    """Return what a result or its draft says: the answers as they are now."""
    definition = definition_of(catalogue, matter)
    steps = list(definition.steps) if isinstance(definition, LinkedPart) else []
    return {"answers": matter.dossier.answers, "note": note, **({"steps": steps} if steps else {})}


def result_title(catalogue: PublishedCatalogue, matter: Matter, kind: str) -> Text | None:
    """Return the result's own name ("Giấy khai sinh (bản mẫu)"), or None when nobody says it."""
    definition = definition_of(catalogue, matter)
    name = matter.part.result if matter.part is not None else definition.result if definition else None
    if not name:
        return None
    return {
        language: RESULT_TITLES[kind][language].format(name=name.get(language) or name["vi"])
        for language in ("vi", "en")
    }
