"""What pages read of people and organisations."""

from fabrique.people.queries.agreements import allowed_data

__all__ = ["allowed_data"]
