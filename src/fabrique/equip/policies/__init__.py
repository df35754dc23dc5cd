"""Who may do what with the equipment: one table, a module for each part of the chain."""

from fabrique.equip.policies import asking, bench, giving, handing, rounds, showing, stock

__all__ = ["asking", "bench", "giving", "handing", "rounds", "showing", "stock"]
