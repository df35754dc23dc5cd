"""The tables of the observatory."""

from fabrique.observe.models.data import DataColumn, DataSet, FindingAnswer
from fabrique.observe.models.indices import IndexDefinition, IndexRun, IndexSignOff
from fabrique.observe.models.publishing import (
    FollowedArea,
    PartnerRule,
    Publication,
    PublicationComment,
    PublishedFile,
    ReleasedFigure,
)
from fabrique.observe.models.siting import HandedSite, Scenario, Site, SiteList
from fabrique.observe.models.studies import MeasureRequest, RequestSupport, Study
from fabrique.observe.models.travel import TravelTimes

__all__ = [
    "DataColumn",
    "DataSet",
    "FindingAnswer",
    "FollowedArea",
    "HandedSite",
    "IndexDefinition",
    "IndexRun",
    "IndexSignOff",
    "MeasureRequest",
    "PartnerRule",
    "Publication",
    "PublicationComment",
    "PublishedFile",
    "ReleasedFigure",
    "RequestSupport",
    "Scenario",
    "Site",
    "SiteList",
    "Study",
    "TravelTimes",
]
