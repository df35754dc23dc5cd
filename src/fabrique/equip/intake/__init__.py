"""Files of a workshop, read: what they say of a machine, in one form. Plain Python, without Django."""

from fabrique.equip.intake.observation import Observation
from fabrique.equip.intake.reading import Reading, read
from fabrique.equip.intake.refusals import IntakeRefusal

__all__ = ["IntakeRefusal", "Observation", "Reading", "read"]
