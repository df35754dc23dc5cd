"""What writes needs."""
