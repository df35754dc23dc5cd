"""Secrets of the instance: its keys, and what is done with them. Every failure is an error, never a value."""
