"""Signing in: what proves who somebody is, how often one may try, how long it lasts."""
