"""What pages read of people."""
