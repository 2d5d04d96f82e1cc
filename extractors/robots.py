"""What a host's robots.txt lets us do, and which of its lines says so (RFC 9309). The only door to Protego."""

import hashlib
from dataclasses import dataclass

from protego import Protego

# RFC 9309, 2.5: a crawler reads at least 500 KiB of a robots.txt; what comes later is not read here.
ROBOTS_BYTES = 512 * 1024
# A wish of more than this is obeyed as this: one page a minute is as good as a ban, and the night goes on.
LONGEST_DELAY = 60.0


@dataclass(frozen=True)
class Permission:
    """Whether a URL may be fetched, the line that decided, the pause the host asks for in seconds (None: it does not), and the hash
    of the robots.txt, 12 hex digits."""

    allowed: bool
    rule: str
    delay: float | None
    digest: str


class Robots:
    """The rules of one host for one agent."""

    def __init__(self, body: bytes, agent: str):
        self.agent = agent
        self.digest = hashlib.sha256(body).hexdigest()[:12]
        self._rules = Protego.parse(body[:ROBOTS_BYTES].decode("utf-8", "replace").lstrip("\ufeff"))
        self.sitemaps = tuple(dict.fromkeys(self._rules.sitemaps))
        self.delay = self._delay()

    def permit(self, url: str) -> Permission:
        """The decision on a URL."""
        return Permission(self._rules.can_fetch(url, self.agent), self._rule(url), self.delay, self.digest)

    def _delay(self) -> float | None:
        wished = self._rules.crawl_delay(self.agent)
        rate = self._rules.request_rate(self.agent)
        if rate is not None and rate.requests:
            wished = max(wished or 0.0, rate.seconds / rate.requests)
        return min(wished, LONGEST_DELAY) if wished is not None else None

    def _rule(self, url: str) -> str:
        """The deciding line. Protego answers yes or no only; its matched rules stand in private attributes, which the lock pins."""
        rules = self._rules._get_matching_rule_set(self.agent)
        path = "/" + url.split("://", 1)[-1].partition("/")[2]
        for rule in rules._rules if rules else ():
            if rule.value.match(path):
                return f"{rule.field}: {rule.value._pattern}"
        return "no rule"


@dataclass(frozen=True)
class Always:
    """A host without rules: none were found (allowed), or it could not be asked (forbidden until it answers)."""

    allowed: bool
    rule: str
    sitemaps: tuple[str, ...] = ()

    def permit(self, url: str) -> Permission:
        """The same decision on every URL."""
        return Permission(self.allowed, self.rule, None, "")


NO_ROBOTS = Always(True, "no robots.txt")
UNREACHABLE = Always(False, "robots.txt cannot be reached")
