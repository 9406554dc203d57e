"""A poll's published results as pages show them: the same view that the server makes."""

from waymark.content import Kind
from waymark.results import results_view
from waymark.views import View, Views


def poll_results(views: Views, poll_id: str) -> View | None:
    """The results of a poll whose release is in the content, with its title and address; None without one."""
    release = views.content.loop.results.get(poll_id)
    entry = views.content.best(Kind.POLL, views.lang, poll_id)
    if release is None or entry is None:
        return None
    poll = views.poll(entry)
    return {**poll, "results": results_view(release, poll, views.say)}
