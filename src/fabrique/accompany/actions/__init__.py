"""What is written about mandates."""
