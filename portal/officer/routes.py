"""The officer's two doors: the desk (pages) and ``/api/v1/officer`` (JSON)."""

from fastapi import APIRouter

from portal.officer.api import router as api_router
from portal.officer.desk import router as desk_router

router = APIRouter()
router.include_router(api_router)
router.include_router(desk_router)
