"""Help for the device: everything that a crisis panel or a keyword's answer is made of, printed at build by the server's own
components, so that both look and say the same. The device only joins the parts: a frame, and the people of the place and the age.
"""

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from waymark.crisis.everybody import PARTS, WHOM, everybody
from waymark.keywords import KeywordState, keyword_words
from waymark.panel import SHOWN_FIRST, emergency_number, panel_words
from waymark.shapes import to_plain
from waymark.steps import kept
from waymark.text import fold
from waymark.views import Views

SAID = ("crisis", "keyword")
"""What is told in one sentence to somebody who can't see that help appeared."""
END_OF_LIST = "</ul>"
FIRST_SIGN = 0xE000
"""Letters from here on are private: nobody writes them."""
_ICON = re.compile(r"<svg.*?</svg>", re.DOTALL)
_BREAK = re.compile(r">\s*\n\s*<")


def panels(views: Views, artifact: Mapping[str, Any], components: Path) -> dict[str, Any]:
    """``panels.<lang>.json``; ``theme/js/panel.js`` reads it."""
    environment = Environment(loader=FileSystemLoader(components), autoescape=True)
    icons: dict[str, int] = {}
    made = _lift_icons(
        {**_panels(views, artifact, environment), "keywords": _keywords(views, environment)}, icons
    )
    return {
        **made,
        "icons": list(icons),
        "home": views.content.hub.home_nation[views.lang],
        **_places(views),
        "said": {what: views.say(f"device_said_{what}") for what in SAID},
    }


def _lift_icons(value: Any, icons: dict[str, int]) -> Any:
    """Every icon once, and a sign for it in the texts: most of their bytes are icons."""
    if isinstance(value, str):
        return _ICON.sub(lambda icon: chr(FIRST_SIGN + icons.setdefault(icon[0], len(icons))), value)
    if isinstance(value, dict):
        return {key: _lift_icons(each, icons) for key, each in value.items()}
    return [_lift_icons(each, icons) for each in value] if isinstance(value, list | tuple) else value


def _panels(views: Views, artifact: Mapping[str, Any], environment: Environment) -> dict[str, Any]:
    """Each person that any panel shows, or any answer to a keyword, and what stands around them: by severity, whom it is for, and state."""
    module: Any = environment.get_template("components/crisis-panel/crisis-panel.html").module
    registry = [views.contact(key) for key in views.content.contacts]
    frames = {}
    for severity, whom, nation in product(SHOWN_FIRST, WHOM, _nations(views)):
        number = emergency_number(registry, nation)
        words = panel_words(views.say, severity=severity, for_whom=whom, number=number)
        panel = {"severity": severity, "category": None, "for_whom": whom, "help": [], **words}
        frames[f"{severity}|{whom}|{nation[:2]}"] = _frame(module.crisis_panel(panel, views.strings))
    shown = _ever_shown(views, artifact).union(*(_strip(views, nation) for nation in _nations(views)))
    return {
        "contacts": {
            contact["id"]: _tight(module.crisis_contact(contact))
            for contact in registry
            if contact["id"] in shown
        },
        "frames": frames,
    }


def _frame(made: Any, lists: int = 1) -> list[str]:
    """What a component prints around lists that are still empty: before, between and after their items."""
    parts = _tight(made).split(END_OF_LIST)
    if len(parts) != lists + 1:
        raise ValueError(f"a component of help has {len(parts) - 1} lists of people, not {lists}")
    return [parts[0], *(END_OF_LIST + part for part in parts[1:])]


def _tight(made: Any) -> str:
    """What a component prints, without the line breaks between its tags."""
    return _BREAK.sub("><", str(made)).strip()


def _ever_shown(views: Views, artifact: Mapping[str, Any]) -> set[str]:
    """Everybody whom the crisis help chooses for some words, place and age."""
    content = views.content
    limits = {
        limit for each in content.contacts.values() for limit in (each.ages.min, each.ages.max) if limit
    }
    ages = (None, 0, *sorted({limit + step for limit in limits for step in (-1, 0, 1)}))
    heres = [(nation, ()) for nation in _nations(views)]
    heres += [(content.geography.nation(key), content.geography.chain(key)) for key in content.places]
    return set(kept(everybody, {name: artifact[name] for name in PARTS}, heres, ages))


def _nations(views: Views) -> list[str]:
    """Nations that somebody may be in, those of the languages among them."""
    content = views.content
    return sorted(
        {*content.hub.home_nation.values(), *(place.nation.value for place in content.places.values())}
    )


def _places(views: Views) -> dict[str, Any]:
    """The hub's places with all around them, and the names and postcodes that words may hold."""
    geography = views.content.geography
    codes: dict[str, list[str]] = {}
    for code, (_, _, _, place) in geography.outcodes.items():
        if place:
            codes.setdefault(place, []).append(code)
    return {
        "places": {
            key: {"nation": geography.nation(key), "chain": geography.chain(key)} for key in geography.records
        },
        "names": {
            fold(name): key
            for key, record in geography.records.items()
            for name in (*record["name"].values(), *record["also_called"])
        },
        "codes": {place: " ".join(found) for place, found in codes.items()},
    }


def _keywords(views: Views, environment: Environment) -> dict[str, Any]:
    """The registry as far as a look-up needs it, and the answers: a frame for each word, and one for each kind of miss."""
    module: Any = environment.get_template("components/keyword-answer/keyword-answer.html").module
    content = views.content
    words = [to_plain(word) for word in content.keywords]

    def frame(state: KeywordState, entry: dict[str, Any] | None = None) -> list[str]:
        told = keyword_words(views.say, views.lang, state, entry)
        reaches = entry["contacts"] if entry else []
        empty = {**told, "reaches": reaches, "help": []}
        return _frame(module.keyword_answer(empty, views.strings), lists=2 if reaches else 1)

    misses = [state for state in KeywordState if state is not KeywordState.FOUND]
    reached = dict.fromkeys(key for word in words for key in word["contacts"])
    return {
        "entries": [
            {
                **{key: word[key] for key in ("word", "area", "contacts", "everyday", "starts", "ends")},
                "nation": content.geography.nation(word["area"][0]),
            }
            for word in words
        ],
        "frames": {
            **{state.value: frame(state) for state in misses},
            **{word["word"]: frame(KeywordState.FOUND, word) for word in words},
        },
        "contacts": {
            key: _tight(module.keyword_contact(views.contact(key), views.strings)) for key in reached
        },
        "strips": {nation: _strip(views, nation) for nation in _nations(views)},
    }


def _strip(views: Views, nation: str) -> list[str]:
    """The always-there people for a nation, as the server chooses them (``site_api.current.strip``)."""
    hub = views.content.hub
    speaks = (views.lang, *hub.languages)
    lang = next((each for each in speaks if hub.home_nation[each][:2] == nation[:2]), views.lang)
    return list(hub.unknown_place_contacts[lang])
