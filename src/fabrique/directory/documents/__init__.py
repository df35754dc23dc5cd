"""What the guide prints: the sheet of a place, lists, the booklet, the sheet that a person leaves with."""

from fabrique.directory.documents.booklet import make_volumes
from fabrique.directory.documents.listing import PlaceList, place_list
from fabrique.directory.documents.orientation import Choice, Orientation, orientation_sheet
from fabrique.directory.documents.printed import Printed
from fabrique.directory.documents.setting import Setting, current_setting
from fabrique.directory.documents.sheet import place_sheet

__all__ = [
    "Choice",
    "Orientation",
    "PlaceList",
    "Printed",
    "Setting",
    "current_setting",
    "make_volumes",
    "orientation_sheet",
    "place_list",
    "place_sheet",
]
