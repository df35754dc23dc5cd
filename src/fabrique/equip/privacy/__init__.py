"""What the tables of the equipment hold of people, a module for each part of the chain."""

from fabrique.equip.privacy import giving, stock

__all__ = ["giving", "stock"]
