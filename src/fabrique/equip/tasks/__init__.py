"""Background work of the equipment, a module for each part of the chain."""

from fabrique.equip.tasks import asking
from fabrique.equip.tasks import intake as intake

__all__ = ["asking"]
