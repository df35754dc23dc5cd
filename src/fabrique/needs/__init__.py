"""Needs: what a person, or an area, lacks; the currency between the trades."""
