"""Answers of a draft, read and changed by JSON Pointer: as the form language does it."""

from forms.pointers import find_answer, with_answer

__all__ = ["find_answer", "with_answer"]
