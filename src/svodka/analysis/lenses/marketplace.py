"""Sales on a marketplace: Wildberries' weekly detail, Ozon's orders and Ozon's accruals."""

from svodka.analysis.lenses.model import View
from svodka.analysis.lenses.ozon import accruals, orders
from svodka.analysis.lenses.wildberries import weekly_detail
from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording


class MarketplaceSales:
    """Rows are sales, returns and charges, or orders."""

    name = "marketplace_sales"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell sales, returns, what the marketplace keeps and what is paid out."""
        return (
            weekly_detail(table, profile, focus, wording)
            or accruals(table, profile, focus, wording)
            or orders(table, profile, focus, wording)
        )
