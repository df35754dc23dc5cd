"""Background work of the directory."""

from fabrique.core import jobs
from fabrique.directory.actions.duplicates import search_duplicates


@jobs.job("directory.search_duplicates")
def search() -> None:
    """Chercher les doublons après un import : les certains sont réunis, les autres attendent une personne."""
    search_duplicates(merge_certain=True)
