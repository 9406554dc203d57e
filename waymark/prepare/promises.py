"""What the hub promises, for the privacy page: each line with how anybody can know that it is kept."""

from waymark.prepare.words import inline_html
from waymark.views import View, Views, in_language

LAYOUT = "privacy"


def promises_view(views: Views) -> list[View]:
    """The promises in their order. ``tests`` are for grown-ups: file and name of what fails when one is broken."""
    return [
        {
            "id": promise.id,
            "html": inline_html(views, in_language(promise.words, views.lang) or ""),
            "how": in_language(promise.how, views.lang),
            "tests": list(promise.tests),
        }
        for promise in views.content.promises.values()
    ]
