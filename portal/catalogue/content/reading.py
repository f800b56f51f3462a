"""The files of a content folder, read one by one; what cannot be read is noted and stands for nothing."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from portal.catalogue.content.documents import Document, Where, read_json, read_yaml
from portal.catalogue.content.errors import ContentError
from portal.catalogue.content.shape import faults_of_shape

M = TypeVar("M", bound=BaseModel)
_KINDS: dict[type, str] = {dict: "names with values", list: "a list"}


class Files:
    """The files read so far, by their path inside the folder, and every error met."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.errors: list[ContentError] = []
        self.documents: dict[str, Document] = {}

    def mapping(self, file: str) -> dict[str, Any]:
        """Return what a YAML or JSON file says by name; nothing when it cannot be read, or says something else."""
        found = self._value(file, dict)
        return {} if found is None else dict(found)

    def sequence(self, file: str) -> list[Any]:
        """Return the list that a YAML file is."""
        found = self._value(file, list)
        return [] if found is None else list(found)

    def value(
        self, model: type[M], entry: Any, path: Where, file: str, *, filled: Mapping[str, Any] | None = None
    ) -> M | None:
        """Return an entry of a file as a value of the catalogue, None when it has errors.

        Args:
            model: What it should be.
            entry: What is written.
            path: Where in the file it is written.
            file: The file.
            filled: Fields that the build adds.
        """
        document = self.documents[file]
        self.errors += [document.error((*path, *where), said) for where, said in faults_of_shape(model, entry)]
        try:
            return model.model_validate({**entry, **(filled or {})} if isinstance(entry, Mapping) else entry)
        except ValidationError as error:
            for fault in error.errors():
                where = [part for part in fault["loc"] if isinstance(part, int) or "[" not in part]
                self.errors.append(document.error((*path, *where), _said(fault)))
            return None

    def _value(self, file: str, kind: type) -> Any:
        document = self._document(file)
        if document is None or isinstance(document.value, kind):
            return document.value if document else None
        self.errors.append(ContentError(file, "", f"the whole file should be {_KINDS[kind]}", 1))
        return None

    def _document(self, file: str) -> Document | None:
        read = read_json if file.endswith(".json") else read_yaml
        try:
            found = read(file, (self._folder / file).read_text(encoding="utf-8"))
        except FileNotFoundError:
            found = ContentError(file, "", "the file is missing")
        except UnicodeDecodeError as error:
            found = ContentError(file, "", f"cannot be read: it is not UTF-8 (byte {error.start})")
        if isinstance(found, ContentError):
            self.errors.append(found)
            return None
        self.documents[file] = found
        for where, line in found.repeated_keys():
            said = ".".join(str(part) for part in where)
            self.errors.append(ContentError(file, said, "this key stands here twice", line))
        return found


def _said(fault: Any) -> str:
    """Return a validator's message; a number where a text belongs is a code or a date without quotes."""
    is_unquoted = fault["type"] == "string_type" and isinstance(fault["input"], (int, float, bool, date))
    return f"{fault['msg']}; put {fault['input']} in quotes" if is_unquoted else str(fault["msg"])
