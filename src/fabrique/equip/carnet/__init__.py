"""What a person reads in their carnet of the equipment."""
