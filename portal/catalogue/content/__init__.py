"""Authors' folders: loaded, checked, previewed and built into the catalogue that portal and app read.

``docs/authoring.md`` describes the files. Nothing here runs in a served portal.
"""

from portal.catalogue.content.building import build
from portal.catalogue.content.checks import check
from portal.catalogue.content.commands import build_command, check_command, preview_command
from portal.catalogue.content.errors import ContentBrokenError, ContentError
from portal.catalogue.content.loading import Content, load

__all__ = [
    "Content",
    "ContentBrokenError",
    "ContentError",
    "build",
    "build_command",
    "check",
    "check_command",
    "load",
    "preview_command",
]
