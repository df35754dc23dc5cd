"""Fabrique: the platform with which a territory runs its digital-inclusion programme."""

__version__ = "0.1.0"
