"""The style sheet and the typeface of the server-made pages."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse

_STYLE = Path(__file__).with_name("style.css")
_FONTS = Path(__file__).parents[2] / "assets" / "fonts"
_FONT_FILES = frozenset({"BeVietnamPro-Regular.ttf", "BeVietnamPro-SemiBold.ttf", "BeVietnamPro-Bold.ttf"})
_PUBLIC = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}

router = APIRouter(include_in_schema=False)


@router.get("/pages/style.css")
def style() -> FileResponse:
    """Return the style sheet."""
    return FileResponse(_STYLE, media_type="text/css; charset=utf-8", headers=_PUBLIC)


@router.get("/pages/fonts/{name}")
def font(name: str) -> FileResponse:
    """Return one of the three weights of the typeface."""
    if name not in _FONT_FILES:
        raise HTTPException(404)
    return FileResponse(_FONTS / name, media_type="font/ttf", headers=_PUBLIC)


@router.get("/favicon.ico")
def favicon() -> Response:
    """Return nothing: browsers ask for it by themselves."""
    return Response(status_code=204, headers=_PUBLIC)
