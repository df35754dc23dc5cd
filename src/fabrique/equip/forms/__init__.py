"""Forms of the equipment."""
