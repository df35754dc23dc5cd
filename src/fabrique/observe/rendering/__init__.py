"""The forms of a ``Content``: made of it alone, so that all say the same."""
