"""What a reader gets of a page: its words, the alternatives of its pictures, its ids and links."""

from html.parser import HTMLParser


class Seen(HTMLParser):
    """What a reader sees of a page, and what a screen reader hears of its pictures; ids, links."""

    def __init__(self, page: str):
        super().__init__()
        self.words, self.heard, self.ids, self.links, self.muted = [], [], [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.muted = tag in ("style", "script")
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        self.heard += [attrs["aria-label"]] if tag == "svg" and attrs.get("role") == "img" else []

    def handle_endtag(self, tag):
        self.muted = self.muted and tag not in ("style", "script")

    def handle_data(self, data):
        self.words += [] if self.muted else [data]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def lost(self) -> set[str]:
        """Links that lead nowhere in the page."""
        return {link.removeprefix("#") for link in self.links} - set(self.ids)
