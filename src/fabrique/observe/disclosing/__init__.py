"""What may leave of a content, so that no small group is shown or deduced, by it or with what left before."""

from fabrique.observe.disclosing.protecting import Hidden, Safe, protect_content
from fabrique.observe.disclosing.register import Earlier, Register, Told
from fabrique.observe.disclosing.telling import told_by

__all__ = ["Earlier", "Hidden", "Register", "Safe", "Told", "protect_content", "told_by"]
