"""What is read of donations and devices."""
