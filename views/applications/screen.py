"""The pages of this feature, as the route table names them."""

from views.applications.carry_screen import CarryPage, ReceivePage
from views.applications.deleted_screen import DeletedPage
from views.applications.draft_screen import DraftPage
from views.applications.guest_screen import GuestDraftsPage
from views.applications.list_screen import ApplicationsPage
from views.applications.outbox_screen import OutboxPage

__all__ = [
    "ApplicationsPage",
    "CarryPage",
    "DeletedPage",
    "DraftPage",
    "GuestDraftsPage",
    "OutboxPage",
    "ReceivePage",
]
