"""A page as blocks: runs of text that a reader sees as one, each with the boxes it stands in."""

from collections.abc import Iterator

from census.records import Unreadable
from extractors.hints import HIDDEN, KINDS, hints_of
from extractors.tree import DEEPEST, Tree, squeeze

_SKIPPED = frozenset(
    "script style noscript template svg iframe object embed select option textarea head canvas audio video map math datalist progress meter applet frameset dialog input".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul amp-sidebar".split()
)
# No text of 812 real pages stands in one of these, but a third of all blocks do.
_FURNITURE = frozenset(("nav", "footer"))
# Elements that say by themselves what they hold; their bits follow those of the hints.
ELEMENTS = tuple(
    "article main aside header form figure figcaption table ul ol li blockquote section details dl pre".split()
)
BITS = len(KINDS) + len(ELEMENTS)
_ELEMENT_BITS = {name: 1 << (len(KINDS) + number) for number, name in enumerate(ELEMENTS)}
ARTICLE = _ELEMENT_BITS["article"]
# The most of 814 real pages is 1,486; each costs 0.1 ms.
_MOST_BLOCKS = 20_000
# A single line break ends a block of so many characters: pages of tables write their paragraphs so.
_LONG_LINE = 80


class Box:
    """An element that holds blocks: bits of what it (`own`) and all around it (`bits`) hint at, and its kind and class."""

    __slots__ = ("bits", "depth", "own", "parent", "style")

    def __init__(self, parent: "Box | None", own: int, style: tuple[str, str]):
        self.parent, self.own, self.style = parent, own, style
        self.bits: int = own | parent.bits if parent else own
        self.depth: int = parent.depth + 1 if parent else 0

    @property
    def near(self) -> int:
        """Bits of the box and the one around it."""
        return self.own | self.parent.own if self.parent else self.own

    def chain(self) -> Iterator["Box"]:
        """The box and those around it, from within."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


class Block:
    """A run of text: its element's name, its box, how many of its characters are linked or bold, and how many links."""

    __slots__ = ("bold", "box", "linked", "links", "name", "text")

    def __init__(self, text: str, name: str, box: Box, linked: int, bold: int, links: int):
        self.text, self.name, self.box = text, name, box
        self.linked, self.bold, self.links = linked, bold, links


def read_blocks(root: Tree) -> list[Block]:
    """Blocks of a page in their order, those of navigation and footers only where there are no others. Raises Unreadable `too_deep`."""
    return _walk(root, _SKIPPED | _FURNITURE) or _walk(root, _SKIPPED)


def _walk(root: Tree, skipped: frozenset[str]) -> list[Block]:
    body = root.find("body")
    walk = _Walk(skipped)
    top = Box(None, 0, ("body", ""))
    walk.down(root if body is None else body, top, "body", False, False, 0)
    walk.flush("body", top)
    return walk.blocks


class _Walk:
    """One walk over a tree: the text of the block under way, and how much of it is linked or bold."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self.skipped = skipped
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = self.bold = self.links = 0

    def flush(self, name: str, box: Box) -> None:
        """End the block under way."""
        if self.parts:
            text = squeeze("".join(self.parts))
            if text:
                if len(self.blocks) >= _MOST_BLOCKS:
                    raise Unreadable("too_large", f"more than {_MOST_BLOCKS:,} runs of text")
                self.blocks.append(Block(text, name, box, self.linked, self.bold, self.links))
            self.parts.clear()
        self.linked = self.bold = self.links = 0

    def add(self, text: str | None, in_link: bool, in_bold: bool) -> None:
        """Add text to the block under way."""
        if text:
            self.parts.append(text)
            if in_link or in_bold:
                size = len(text.strip())
                self.linked += size * in_link
                self.bold += size * in_bold

    def down(self, element: Tree, box: Box, name: str, in_link: bool, in_bold: bool, depth: int) -> None:
        """Walk the children of an element."""
        if depth > DEEPEST:
            raise Unreadable("too_deep", f"more than {DEEPEST} nested elements")
        self.add(element.text, in_link, in_bold)
        for child in element:
            tag = child.tag
            if tag in _BLOCKS:
                self.flush(name, box)
                within = _box_of(child, box)
                self.down(child, within, tag, in_link, in_bold, depth + 1)
                self.flush(tag, within)
            elif tag == "br":
                self._break_line(child, name, box)
            elif tag in self.skipped:
                self.parts.append(" ")
            elif isinstance(tag, str):
                self.links += tag == "a"
                self.down(child, box, name, in_link or tag == "a", in_bold or tag in ("b", "strong"), depth + 1)
            self.add(child.tail, in_link, in_bold)

    def _break_line(self, element: Tree, name: str, box: Box) -> None:
        self.parts.append("\n")
        after = element.getnext()
        doubled = after is not None and after.tag == "br" and not (element.tail and element.tail.strip())
        if doubled or sum(map(len, self.parts)) > _LONG_LINE:
            self.flush(name, box)


def _box_of(element: Tree, around: Box) -> Box:
    get = element.get
    style, classes = get("style"), get("class") or ""
    own = _ELEMENT_BITS.get(element.tag, 0)
    names = " ".join(filter(None, (classes, get("id"), get("itemprop"), get("role"))))
    if names:
        own |= hints_of(names)
    if (style and "display:none" in style.replace(" ", "")) or get("hidden") is not None:
        own |= HIDDEN
    return Box(around, own, (element.tag, classes))
