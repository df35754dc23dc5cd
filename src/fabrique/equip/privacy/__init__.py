"""What the tables of the equipment hold of people, a module for each part of the chain."""

from fabrique.equip.privacy import asking, bench, giving, intake, rounds, stock

__all__ = ["asking", "bench", "giving", "intake", "rounds", "stock"]
from fabrique.equip.privacy import bench, giving, handing, rounds, stock

__all__ = ["bench", "giving", "handing", "rounds", "stock"]
