"""Background work about inventories."""

from datetime import timedelta

from fabrique.core import jobs
from fabrique.equip import folder


@jobs.job("equip.watch_folder", every=timedelta(minutes=1))
def watch_folder() -> None:
    """Verser les relevés déposés dans le dossier surveillé."""
    watched = folder.watched()
    if watched is not None:
        folder.take_all(watched)
