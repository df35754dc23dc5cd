"""What the tables of the equipment hold of people, a module for each part of the chain."""

from fabrique.equip.privacy import asking, bench, giving, handing, intake, rounds, stock

__all__ = ["asking", "bench", "giving", "handing", "intake", "rounds", "stock"]
