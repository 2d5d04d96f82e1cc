"""What kind of page an article stands on, where that limits its text; and the pages that hold none."""

import re
from collections.abc import Sequence

from census.records import Unreadable
from extractors.blocks import Block
from extractors.declared import Declared, kinds_of
from extractors.tree import ROUGHLY_DEEPEST, Tree, nesting_of, visible_text

# The kinds, and by how much each lowers the quality of a text: what is missing, or was put into words by a machine.
KINDS = {"article": 1.0, "live_blog": 0.9, "translated": 0.7, "video": 0.6, "paywall": 0.5, "teaser": 0.3}

# Of 43 real pages that declare themselves locked one held a teaser only, of 370 characters; the shortest whole text had 1,589.
_TEASED = 1500
_SHOWN = 800
_SHELL = 80
# A request for consent is short; "consent" alone may be one to build a house.
_ASKED = 1200
# What a page says of itself in a note.
_NOTE = 300
_CONSENT = re.compile(
    r"cookie|consent|privacy settings|同意|隐私|プライバシー|datenschutz|einwilligung|consentement|consentimiento|согласие|çerez",
    re.I,
)
_LOCKED = re.compile(
    r"subscribe (?:now )?to (?:continue|read|unlock)|(?:subscribers?|members?) only|already a subscriber|to continue reading|unlock this article|"
    r"weiterlesen mit|jetzt weiterlesen|nur für abonnenten|réservé aux abonnés|il vous reste [\d,]+ ?%|para suscriptores|exclusivo para assinantes|"
    r"contenuto riservato|有料会員|会員限定|この記事は有料|残り\d+文字|유료 ?(?:기사|회원)|付费阅读|订阅后|登录后(?:查看|阅读)|подписк[аеу]|abonelere özel",
    re.I,
)
_TRANSLATED = re.compile(
    r"(?:automatically|machine)[ -]translated|translated (?:automatically|by (?:machine|ai|google))|machine translation|automatisch übersetzt|"
    r"traducci[oó]n autom[aá]tica|traduit automatiquement|机器翻译|自動翻訳|機械翻訳|자동 ?번역|машинный перевод",
    re.I,
)


def name_kind(root: Tree, declared: Declared, blocks: Sequence[Block], text: str) -> str:
    """One of KINDS; "article" where nothing limits the text."""
    kinds = {kind for node in (*declared.articles, *declared.others) for kind in kinds_of(node)}
    if "LiveBlogPosting" in kinds:
        return "live_blog"
    if _is_locked(declared, blocks, text):
        return "paywall"
    if "translated-" in (root.get("class") or "") or _TRANSLATED.search(_short_lines(blocks)):
        return "translated"
    if len(text) < _SHOWN and (
        declared.meta.get("og:type", "").startswith("video") or ("VideoObject" in kinds and not declared.articles)
    ):
        return "video"
    return "article"


def _is_locked(declared: Declared, blocks: Sequence[Block], text: str) -> bool:
    if len(text) > _TEASED:
        return False
    free = [str(node["isAccessibleForFree"]).lower() for node in declared.articles if "isAccessibleForFree" in node]
    tier = declared.meta.get("article:content_tier", "").lower()
    if any(word in ("false", "0", "no") for word in free) or tier == "locked":
        return True
    return len(text) < _SHOWN and bool(_LOCKED.search(_short_lines(blocks)))


def _short_lines(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks if len(block.text) < _NOTE)


def refuse(root: Tree, html: str, text: str) -> Unreadable:
    """Why a page without a text has none."""
    if nesting_of(html) > ROUGHLY_DEEPEST:
        return Unreadable("too_deep", f"more than {ROUGHLY_DEEPEST:,} nested elements")
    if is_consent(text) or is_consent(visible := visible_text(_body(root))):
        return Unreadable("cookie_wall", "only a request for consent")
    if len(visible) < _SHELL:
        return Unreadable("js_only", "an empty shell that a script would fill")
    return Unreadable("no_text", "no block reads as the text of an article")


def is_consent(text: str) -> bool:
    """Whether a short text is a request for consent."""
    found = {match.lower() for match in _CONSENT.findall(text)} if len(text) < _ASKED else set()
    return len(found) >= 2 or (found == {"cookie"} and text.lower().count("cookie") >= 2)


def _body(root: Tree) -> Tree:
    body = root.find("body")
    return root if body is None else body
