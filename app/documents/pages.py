"""Pages that become one paper's file: which ones, in which order, which way up. Pure values."""

from dataclasses import dataclass, replace
from typing import Final, Literal

Detail = Literal["full", "clear", "small"]
"""How much of a photo stays: all of it; enough for print at 200 dots an inch; just enough to be read."""

DETAILS: Final[tuple[Detail, ...]] = ("full", "clear", "small")
MAX_PAGES: Final = 60


@dataclass(frozen=True, slots=True)
class Source:
    """A file that pages come from, kept whole in the vault under ``id`` so that a page can be made anew."""

    id: str
    file_name: str
    media_type: str
    size_bytes: int
    page_count: int = 1
    attachment_id: str | None = None
    """The attached file that holds it now: itself, or what it was bound into."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a source, turned clockwise by so many quarters."""

    id: str
    source_id: str
    number: int = 0
    """Counted from 0 within its source."""
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Binder:
    """The pages of one paper, as they will be seen."""

    holder_id: str
    """What they go with: a draft, or the answer to a request."""
    paper_id: str
    sources: tuple[Source, ...] = ()
    pages: tuple[Page, ...] = ()
    detail: Detail = "clear"

    def source_of(self, page: Page) -> Source:
        """Return the file a page comes from."""
        return next(source for source in self.sources if source.id == page.source_id)

    def with_source(self, source: Source) -> "Binder":
        """Return the binder with all pages of one more file at its end."""
        fresh = tuple(Page(f"{source.id}.{number}", source.id, number) for number in range(source.page_count))
        return replace(self, sources=(*self.sources, source), pages=(*self.pages, *fresh))

    def without_sources(self, gone: frozenset[str]) -> "Binder":
        """Return the binder without some files and their pages."""
        return replace(
            self,
            sources=tuple(source for source in self.sources if source.id not in gone),
            pages=tuple(page for page in self.pages if page.source_id not in gone),
        )

    def moved(self, page_id: str, *, by: int) -> "Binder":
        """Return the binder with a page further to the front (negative) or the back, as far as there is room."""
        at = self._place(page_id)
        pages = list(self.pages)
        page = pages.pop(at)
        pages.insert(min(max(at + by, 0), len(pages)), page)
        return replace(self, pages=tuple(pages))

    def turned(self, page_id: str) -> "Binder":
        """Return the binder with a page turned a quarter clockwise."""
        at = self._place(page_id)
        page = replace(self.pages[at], turns=(self.pages[at].turns + 1) % 4)
        return replace(self, pages=(*self.pages[:at], page, *self.pages[at + 1 :]))

    def without(self, page_id: str) -> "Binder":
        """Return the binder without a page; its file stays until the pages are bound."""
        return replace(self, pages=tuple(page for page in self.pages if page.id != page_id))

    def with_detail(self, detail: Detail) -> "Binder":
        """Return the binder with photos in another detail."""
        return replace(self, detail=detail)

    def _place(self, page_id: str) -> int:
        return next(at for at, page in enumerate(self.pages) if page.id == page_id)
