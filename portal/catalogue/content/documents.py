"""An author's file, read: what it says, and in which line it says what."""

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import yaml

from portal.catalogue.content.errors import ContentError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it: ten times faster."""
_NAMES = ("id", "code", "value")
"""What an item of a list is called by in a path, besides its place."""

Where = tuple[str | int, ...]
"""From the top of a file: keys, places in lists, or the ``id`` of an item."""


class Document:
    """One YAML or JSON file.

    Args:
        file: Its path inside the content folder, as errors say it.
        text: What is in it.
        value: What the text means.
        root: The text's nodes with their places, where they are known already.
    """

    def __init__(self, file: str, text: str, value: Any, root: Any = None) -> None:
        self.file = file
        self.value = value
        self._text = text
        if root is not None:
            self._root = root

    @cached_property
    def _root(self) -> Any:
        """The text's nodes with their places; JSON is YAML, so one reader serves both."""
        try:
            return yaml.compose(self._text, Loader=_LOADER)
        except yaml.YAMLError:
            return None

    def line(self, path: Where) -> int | None:
        """Return the line of ``path``, or of the last part of it that is there; None when nobody can say."""
        if self._root is None:
            return None
        node, mark = self._root, self._root.start_mark
        for part in path:
            found = _inside(node, part)
            if found is None:
                break
            node, mark = found
        return int(mark.line) + 1

    def error(self, path: Where, message: str) -> ContentError:
        """Return an error at a place of this file."""
        where = ".".join(str(part) for part in path)
        return ContentError(file=self.file, where=where, message=message, line=self.line(path))

    def repeated_keys(self) -> Iterator[tuple[Where, int]]:
        """Yield every key that stands twice in one mapping, with its second line: YAML would forget the first."""
        yield from _repeated(self._root, ())


def read_yaml(file: str, text: str) -> Document | ContentError:
    """Return the document, or why the text is no YAML."""
    return _read(file, text, lambda: _nodes_and_value(text))


def read_json(file: str, text: str) -> Document | ContentError:
    """Return the document, or why the text is no JSON."""
    return _read(file, text, lambda: (None, json.loads(text)))


def _nodes_and_value(text: str) -> tuple[Any, Any]:
    """Return a YAML text's nodes and what they mean: parsed once for both."""
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _read(file: str, text: str, decode: Callable[[], tuple[Any, Any]]) -> Document | ContentError:
    try:
        root, value = decode()
        return Document(file, text, value, root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        return ContentError(file, "", f"cannot be read: {said}{_advice(said)}", mark.line + 1 if mark else None)
    except yaml.YAMLError as error:
        return ContentError(file, "", f"cannot be read: {error}")
    except json.JSONDecodeError as error:
        return ContentError(file, "", f"cannot be read: {error.msg}", error.lineno)


def _advice(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "; put a text with a colon in quotes"
    return "; indent with spaces, not with tabs" if "\\t" in problem else ""


def _inside(node: Any, part: str | int) -> tuple[Any, Any] | None:
    """Return the node under ``part`` and the mark where it begins (a key's, not its value's)."""
    if isinstance(node, yaml.MappingNode):
        found = ((value, key.start_mark) for key, value in node.value if key.value == str(part))
        return next(found, None)
    if isinstance(node, yaml.SequenceNode):
        items = node.value
        if str(part).isdecimal() and int(part) < len(items):
            return items[int(part)], items[int(part)].start_mark
        return next(((item, item.start_mark) for item in items if _is_called(item, str(part))), None)
    return None


def _is_called(item: Any, name: str) -> bool:
    pairs = item.value if isinstance(item, yaml.MappingNode) else ()
    return any(key.value in _NAMES and value.value == name for key, value in pairs)


def _repeated(node: Any, path: Where) -> Iterator[tuple[Where, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield (*path, name), key.start_mark.line + 1
            seen.add(name)
            yield from _repeated(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield from _repeated(item, (*path, place))
