"""Forms of people, one module for each matter."""
