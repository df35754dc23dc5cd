"""Pages of the equipment."""
