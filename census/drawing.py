"""The report's charts as SVG text in one visual language: bars with their figures and intervals, each a link to its projects.

They are drawn here and not by the plotting library: that takes 0.1 s a chart where these take a millisecond, cannot hatch a gap,
and turns a link inside the page into one to the web.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, FAINT, PAPER = "#1d2b36", "#5b6b77", "#d8dee3", "#ffffff"
# Teal and vermilion are told apart by those who see no red or green too (Okabe and Ito 2008), and in grey print by their lightness.
BAR, SECOND = "#2a8791", "#c44e00"
FONT = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"
WIDTH = 440
SIZE = 12


@dataclass(frozen=True)
class Bar:
    """One bar: its label, count, interval, and the fragment (without #) that it leads to; `is_rest` marks what is no category."""

    label: str
    count: int
    low: int
    high: int
    target: str = ""
    is_rest: bool = False


@dataclass(frozen=True)
class Drawing:
    """The inside of an SVG of WIDTH by `height`, and what it shows in words."""

    height: int
    body: str
    words: str

    def inline(self) -> str:
        """As it stands in a page, whose heading and table say the rest."""
        return _svg(self.height, f'role="group" aria-label={quoteattr(self.words)}', self.body)

    def alone(self, title: str, source: str, page: str) -> str:
        """As a file of its own for a slide: with title and source line; links lead into `page`."""
        lines = wrap(title, WIDTH - 24, 15)
        top = 14 + 20 * len(lines)
        heading = "".join(text(12, 24 + 20 * n, line, 15, weight="600") for n, line in enumerate(lines))
        body = self.body.replace('href="#', f'href="{page}#')
        foot = text(12, top + self.height + 16, source, 9.5, SOFT)
        background = f'<rect width="{WIDTH}" height="{top + self.height + 26}" fill="{PAPER}"/>'
        inside = f'{background}{heading}<g transform="translate(0,{top})">{body}</g>{foot}'
        return _svg(top + self.height + 26, f'role="group" aria-label={quoteattr(self.words)}', inside)


def _svg(height: int, attributes: str, inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'{attributes} font-family="{FONT}">{inside}</svg>'
    )


def width_of(words: str, size: float = SIZE) -> float:
    """About how wide a text is drawn, in the units of the drawing."""
    return sum(1.0 if east_asian_width(sign) in "WF" else 0.62 if sign.isupper() else 0.54 for sign in words) * size


def wrap(words: str, room: float, size: float = SIZE) -> list[str]:
    """The text in lines that fit the room; scripts without spaces break anywhere."""
    lines, line = [], ""
    parts = words.split(" ") if " " in words or words.isascii() else list(words)
    joint = " " if " " in words or words.isascii() else ""
    for part in parts:
        longer = f"{line}{joint}{part}" if line else part
        if line and width_of(longer, size) > room:
            lines.append(line)
            line = part
        else:
            line = longer
    return [*lines, line]


def text(
    x: float, y: float, words: str, size: float = SIZE, colour: str = INK, anchor: str = "start", weight: str = "400"
) -> str:
    """A text element with its baseline at y."""
    return (
        f'<text x="{x:.4g}" y="{y:.4g}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def link(target: str, words: str, inside: str) -> str:
    """What is drawn `inside` as a link to a fragment; itself where there is none."""
    return f'<a href="#{target}" aria-label={quoteattr(words)}>{inside}</a>' if target else inside


def whisker(x1: float, x2: float, y: float) -> str:
    """The interval of a bar: a line with ends, edged in white so that it is seen on the bar too."""
    path = f"M{x1:.1f} {y - 3.5}v7m0-3.5H{x2:.1f}m0-3.5v7"
    return (
        f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="3.6" stroke-opacity="0.8"/>'
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.3"/>'
    )


def bars(rows: Sequence[Bar], words: str, figure: Sequence[str]) -> Drawing:
    """Horizontal bars in the order given, `figure` written beside each; `words` is the text alternative."""
    room = min(175.0, max((width_of(row.label) for row in rows), default=0) + 10)
    labels = [wrap(row.label, room) for row in rows]
    most = max((row.high for row in rows), default=0) or 1
    span = WIDTH - room - 22 - max((width_of(f) for f in figure), default=0)
    y, parts = 4.0, []
    for row, lines, told in zip(rows, labels, figure, strict=True):
        tall = max(24, 15 * len(lines) + 7)
        middle = y + tall / 2
        x = room + 8
        end, low, high = (x + span * n / most for n in (row.count, row.low, row.high))
        inside = f'<rect x="0" y="{y:.1f}" width="{WIDTH}" height="{tall}" fill="{PAPER}" fill-opacity="0"/>'
        first = middle + 4.2 - 7.5 * (len(lines) - 1)
        inside += "".join(text(room, first + 15 * n, line, anchor="end") for n, line in enumerate(lines))
        inside += f'<rect x="{x:.1f}" y="{middle - 8:.1f}" width="{max(end - x, 0.5):.1f}" height="16" rx="1.5" fill="{SOFT if row.is_rest else BAR}"/>'
        inside += whisker(low, high, middle) if row.high > row.low else ""
        inside += text(max(end, high) + 6, middle + 4.2, told, weight="600")
        parts.append(link(row.target, f"{row.label}: {told}", inside))
        y += tall
    return Drawing(int(y + 4), "".join(parts), words)
