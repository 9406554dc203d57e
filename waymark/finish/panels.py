"""Crisis panels for the device: made at build by the same component as the server's, so that both look and say the same.

On the device the place is not known, so a panel holds the help of the language's home nation. There is one for each
category, severity and whom it is for; many are alike, and each text is kept once.
"""

from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from waymark.crisis import Crisis, Match
from waymark.crisis.model import CATEGORIES
from waymark.panel import SHOWN_FIRST, emergency_number, panel_words
from waymark.views import Views

WHOM = ("self", "friend", "parent")


def panels(views: Views, crisis: Crisis, components: Path) -> dict[str, Any]:
    """``{"keys": {"category|severity|whom": number}, "html": [text, …]}``."""
    environment = Environment(loader=FileSystemLoader(components), autoescape=True)
    macro = environment.get_template("components/crisis-panel/crisis-panel.html").module.crisis_panel  # type: ignore[attr-defined]
    nation = views.content.hub.home_nation[views.lang]
    number = emergency_number([views.contact(key) for key in views.content.contacts], nation)
    keys: dict[str, int] = {}
    texts: list[str] = []
    for category, severity, whom in product(CATEGORIES, SHOWN_FIRST, WHOM):
        match = Match(severity=severity, category=category, for_whom=whom)
        words = panel_words(views.say, severity=severity, for_whom=whom, number=number)
        people = views.contacts(crisis.help(match, nation=nation, place_chain=(), age=None))
        panel = {"severity": severity, "category": category, "for_whom": whom, "help": people, **words}
        text = str(macro(panel, views.strings)).strip()
        if text not in texts:
            texts.append(text)
        keys[f"{category}|{severity}|{whom}"] = texts.index(text)
    return {"keys": keys, "html": texts}
