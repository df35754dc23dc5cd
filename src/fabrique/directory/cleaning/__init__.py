"""Cleaning of place files: pure functions from a stranger's cell to the canonical fields. No Django here."""
