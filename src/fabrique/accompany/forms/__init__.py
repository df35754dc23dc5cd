"""Forms of mandates."""
