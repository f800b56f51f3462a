"""The pages of this feature, as the route table names them."""

from views.tracking.document_screen import DocumentPage
from views.tracking.dossier_screen import DossierPage
from views.tracking.request_screen import RequestPage

__all__ = ["DocumentPage", "DossierPage", "RequestPage"]
