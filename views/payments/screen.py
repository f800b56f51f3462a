"""The pages of this feature, as the route table names them."""

from views.payments.bill_screen import BillPage
from views.payments.list_screen import PayPage

__all__ = ["BillPage", "PayPage"]
