"""What the equipment prints."""
