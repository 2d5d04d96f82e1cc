"""What a reader of a page is shown, and what a screen reader says of it."""

from html.parser import HTMLParser


class Shown(HTMLParser):
    """Texts outside drawings, which break them into lines, and the attributes that are read aloud, those of drawings too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script", "text")
        told = dict(attrs)
        self.texts += [told[name] or "" for name in ("aria-label", "alt", "title") if name in told]
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if "href" in told else []

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "text")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(data.strip())
