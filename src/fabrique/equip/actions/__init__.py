"""What may be done with donations and devices."""
