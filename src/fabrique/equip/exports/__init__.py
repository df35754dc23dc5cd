"""What leaves the equipment as files."""
