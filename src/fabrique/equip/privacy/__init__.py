"""What the tables of the equipment hold of people, a module for each part of the chain."""

from fabrique.equip.privacy import giving, rounds, stock

__all__ = ["giving", "rounds", "stock"]
