"""The screens of this feature, as the route table names them."""

from views.catalogue.browse_screen import BrowsePage
from views.catalogue.procedure_screen import ProcedurePage
from views.catalogue.search_screen import SearchPage
from views.catalogue.share_screen import SharePage
from views.catalogue.shelf_screen import FavouritesPage
from views.catalogue.statistics_screen import StatisticsPage

__all__ = ["BrowsePage", "FavouritesPage", "ProcedurePage", "SearchPage", "SharePage", "StatisticsPage"]
