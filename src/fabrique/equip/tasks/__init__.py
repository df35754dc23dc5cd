"""Background work of the equipment, a module for each part of the chain."""

from fabrique.equip.tasks import asking, handing, intake

__all__ = ["asking", "handing", "intake"]
