"""What the journal calls the acts of the stock."""

from django.utils.translation import gettext_noop as marked

from fabrique.core.journal import naming

naming.name(
    "equip",
    {
        "close_shelf": marked("Étagère fermée"),
        "close_site": marked("Atelier ou réserve fermés"),
        "close_stocktake": marked("Inventaire clos"),
        "edit_supply": marked("Fiche d’une fourniture changée"),
        "enter_devices": marked("Appareils entrés dans le stock"),
        "move_supply": marked("Fourniture entrée, prise ou comptée"),
        "open_shelf": marked("Étagère ouverte"),
        "open_stocktake": marked("Inventaire ouvert"),
        "open_supply": marked("Fourniture créée"),
    },
)
