"""Names of processors: understood (vendor, family, model, generation), marked, judged for Windows 11."""

from fabrique.equip.intake.processors.naming import recognise

__all__ = ["recognise"]
