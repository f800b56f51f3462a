"""The pages of this feature, as the route table names them."""

from views.payments.bill_screen import BillPage
from views.payments.by_codes_screen import BillByCodesPage
from views.payments.list_screen import PayPage

__all__ = ["BillByCodesPage", "BillPage", "PayPage"]
