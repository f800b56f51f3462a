"""Vietnamese formats: what is valid, how typed text becomes a stored value, how it is shown, what is wrong with it.

One module a family; ``docs/formats.md`` has the table of all of them with the law behind each.
"""

from forms.formats.registry import FORMATS, Format, display, is_valid_format, normalise, reason

__all__ = ["FORMATS", "Format", "display", "is_valid_format", "normalise", "reason"]
