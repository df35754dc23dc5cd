"""Equip: donated devices, from the promise to the person, with proof."""
