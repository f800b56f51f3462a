"""The pages of this feature, as the route table names them."""

from views.applications.list_screen import ApplicationsPage
from views.applications.outbox_screen import OutboxPage

__all__ = ["ApplicationsPage", "OutboxPage"]
