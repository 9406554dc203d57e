"""What every page of a language shares: words, menus, the help strip, the vocabulary."""

from collections.abc import Collection
from typing import Any

from waymark.content import Kind
from waymark.prepare.loop import PAGES, feedback_view
from waymark.views import View, Views

NAV = ("find", "topics", "guides", "places", "schools")
FOOTER = (
    "about",
    "privacy",
    "accessibility",
    "report",
    "data",
    "polls",
    "you-said",
    "roadmap",
    "tell-us",
    "services",
    "a-z",
    "schools",
)
TOOLS = ("easy", "saved", "settings")
"""What stands in the menu and the footer because it is about how somebody reads here."""
PATHS = {
    **PAGES,
    "schools": "schools",
    "about": "about",
    "privacy": "about/privacy",
    "accessibility": "about/accessibility",
    "report": "about/report-a-mistake",
    "data": "about/facts",
}
"""Menu entries whose path is not their name."""


def shared_data(views: Views, *, release: bool, addresses: Collection[str]) -> dict[str, Any]:
    """One dictionary for templates and server. ``addresses`` are the pages that exist; menus list no others."""
    content, lang, hub = views.content, views.lang, views.content.hub
    link = {key: views.addresses.path(lang, PATHS.get(key, key)) for key in (*NAV, *FOOTER)}
    help_url = views.addresses.path(lang, "help-now")
    return {
        "t": dict(views.strings),
        "lang": lang,
        "lang_label": views.say("lang_label"),
        "default_lang": hub.languages[0],
        "hub": {
            "name": hub.name,
            "tagline": hub.tagline.get(lang, hub.name),
            "address": hub.address,
            "owner": hub.owner,
        },
        "preview": not release,
        "exit_to": hub.exit_to,
        "home_url": views.addresses.root(lang),
        "help_url": help_url,
        "find_url": link["find"],
        "topics_url": link["topics"],
        "strip": views.contacts(hub.unknown_place_contacts[lang]),
        "nav": [
            {"id": key, "label": views.say(f"nav_{key}"), "url": link[key]}
            for key in NAV
            if link[key] in addresses
        ],
        "tools": [
            {"id": key, "label": views.say(f"nav_{key}"), "url": views.addresses.path(lang, key)}
            for key in TOOLS
            if views.addresses.path(lang, key) in addresses
        ],
        "footer": [
            {"id": key, "label": views.say(f"nav_{key}"), "url": link[key]}
            for key in FOOTER
            if link[key] in addresses
        ],
        "needs": [views.need(key) for key in content.needs],
        "feedback": feedback_view(views),
        "groups": topic_groups(views),
        "drawings": drawings(views),
        "places": place_tree(views),
        "languages": [
            {
                "lang": each,
                "label": content.strings[each].get("lang_label", each),
                "url": views.addresses.root(each),
            }
            for each in hub.languages
        ],
    }


def drawings(views: Views) -> dict[str, str]:
    """The drawing of each topic: its own, or else its shelf's (``words/drawings.yml``)."""
    chosen = views.content.phrases.get("words/drawings") or {}
    own, shelves = chosen.get("topics") or {}, chosen.get("shelves") or {}
    found = {slug: own.get(slug, shelves.get(topic.group)) for slug, topic in views.content.topics.items()}
    return {slug: name for slug, name in found.items() if name}


def topic_groups(views: Views) -> list[View]:
    """The topics on their shelves: those with a page in this language, and only shelves that hold some."""
    content = views.content
    shelves = []
    for group in content.groups.values():
        slugs = [
            slug
            for slug, topic in content.topics.items()
            if topic.group == group.slug and content.get(Kind.TOPIC, views.lang, slug)
        ]
        if slugs:
            label = group.label.get(views.lang, group.slug)
            shelves.append({"slug": group.slug, "label": label, "topics": views.topics(slugs)})
    return shelves


def place_tree(views: Views) -> list[View]:
    """The hub's places as a tree, each with how deep it lies; only those with a page of their own."""
    geography = views.content.geography

    def branch(place_id: str, depth: int) -> View:
        children = [
            branch(child, depth + 1) for child in geography.children(place_id) if _has_pages(views, child)
        ]
        return {
            "id": place_id,
            "name": views.place_name(place_id),
            "depth": depth,
            "children": children,
            "url": views.addresses.find(Kind.PLACE, views.lang, place_id),
            "type": views.content.places[place_id].type.value,
        }

    home = views.content.hub.home_nation[views.lang]
    own = [place for place in views.content.hub.places if _has_pages(views, place)]
    return [
        branch(place, 0) for place in sorted(own, key=lambda each: views.content.places[each].nation != home)
    ]


def _has_pages(views: Views, place_id: str) -> bool:
    """True for a place of the hub with a page in this language."""
    return views.content.get(Kind.PLACE, views.lang, place_id) is not None
