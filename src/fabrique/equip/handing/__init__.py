"""Data and rules of the handover: caps, checklists, the agreement."""
