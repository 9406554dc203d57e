"""Where everything lives on the site: the one place that makes addresses. They are permanent; people print them."""

from dataclasses import dataclass

from waymark.content import Content, Entry, Kind
from waymark.content.records import FOLDERS


@dataclass(frozen=True)
class Addresses:
    """Root-absolute addresses. The hub's first language lives at the root, the others below their code."""

    content: Content

    def root(self, lang: str) -> str:
        """The home page of a language."""
        return "/" if lang == self.content.hub.languages[0] else f"/{lang}/"

    def of(self, entry: Entry) -> str:
        """An entry's page."""
        path = entry.id if entry.kind is Kind.PAGE else f"{FOLDERS[entry.kind]}/{entry.id}"
        return self.path(entry.lang, path)

    def path(self, lang: str, path: str) -> str:
        """A page by its path below its language: "about/privacy", "index"."""
        path = path.removesuffix("index").strip("/")
        return self.root(lang) + (f"{path}/" if path else "")

    def find(self, kind: Kind, lang: str, entry_id: str) -> str | None:
        """The page of an id in this language, or in the first that has one, or None."""
        entry = self.content.best(kind, lang, entry_id)
        return self.of(entry) if entry else None

    def need(self, lang: str, key: str) -> str:
        """The page of a THRIVE grouping."""
        return self.path(lang, f"needs/{key}")

    def poll_form(self, lang: str, poll_id: str) -> str:
        """The short address of a poll, for cards and screens: the server makes this page, with a key in its form."""
        return f"{self.root(lang)}p/{poll_id}/"
