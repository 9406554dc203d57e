"""The things a hub is made of, as frozen types that know no framework and no file format."""

from waymark.model.contact import Channel, ChannelType, Contact
from waymark.model.hub import Hub
from waymark.model.keyword import ChosenBy, Keyword
from waymark.model.loop import Decision, Feedback, Loop, Proposal, Round, Theme, Trends
from waymark.model.page import Audience, Guide, Page, PlacePage, TopicPage, TryNow
from waymark.model.place import FrontDoor, Nation, Place, PlaceType
from waymark.model.poll import Option, Poll, Question
from waymark.model.service import Service, Wait
from waymark.model.shared import Ages, Check, Grade, Hint, Hours, MadeWith, Source
from waymark.model.topic import Need, NeedKey, Topic, TopicGroup

__all__ = [
    "Ages",
    "Audience",
    "Channel",
    "ChannelType",
    "Check",
    "ChosenBy",
    "Contact",
    "Decision",
    "Feedback",
    "FrontDoor",
    "Grade",
    "Guide",
    "Hint",
    "Hours",
    "Hub",
    "Keyword",
    "Loop",
    "MadeWith",
    "Nation",
    "Need",
    "NeedKey",
    "Option",
    "Page",
    "Place",
    "PlacePage",
    "PlaceType",
    "Poll",
    "Proposal",
    "Question",
    "Round",
    "Service",
    "Source",
    "Theme",
    "Topic",
    "TopicGroup",
    "TopicPage",
    "Trends",
    "TryNow",
    "Wait",
]
