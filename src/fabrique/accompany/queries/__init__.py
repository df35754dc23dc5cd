"""Reading what is done for people."""
