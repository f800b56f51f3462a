"""Imports the national database's pages: untidy records in, procedures and a report of their quality out.

``parse`` and everything below it is pure. What a page says is kept word for word in ``Procedure.original``; a value
is only made where the page is plain about it, and nothing of it counts as verified.
"""

from portal.catalogue.importing.command import import_command
from portal.catalogue.importing.page import parse
from portal.catalogue.importing.reading import Broken, Record, read
from portal.catalogue.importing.report import Report

__all__ = ["Broken", "Record", "Report", "import_command", "parse", "read"]
