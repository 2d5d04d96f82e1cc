"""Our reading of robots.txt against a second, independent parser, on files of the kinds that hosts write."""

import itertools

import pytest
from robots import RobotsParser

from extractors.robots import Robots

AGENTS = ("chaincensus", "Googlebot", "GPTBot")
PATHS = (
    "/", "/index.html", "/news/2019/11/13/port", "/wp-admin/", "/wp-admin/admin-ajax.php", "/wp-json/wp/v2/posts", "/feed", "/search?q=x",
    "/tag/a", "/category/b/", "/page/2", "/a.pdf", "/a.pdf?b", "/images/x.jpg", "/en/", "/?p=1", "/login", "/private", "/privately", "/Private/x",
)  # fmt: skip
FILES = {
    "wordpress": "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nSitemap: https://a.example/s.xml\n",
    "closed": "User-agent: *\nDisallow: /",
    "closed to some": "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\nDisallow: /login\n",
    "open to one": "User-agent: Googlebot\nAllow: /\n\nUser-agent: *\nDisallow: /\n",
    "wildcards": "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?p=\nDisallow: /search\nAllow: /$\n",
    "longest match": "User-agent: *\nDisallow: /news\nAllow: /news/2019\nDisallow: /news/2019/11/1\n",
    "equal match": "User-agent: *\nDisallow: /page\nAllow: /page\n",
    "two groups of one agent": "User-agent: chaincensus\nDisallow: /feed\n\nUser-agent: *\nDisallow: /\n\nUser-agent: chaincensus\nDisallow: /tag\n",
    "comments and case": "# hello\nUSER-AGENT: * # all\nDISALLOW: /private # not this\n\n\nCrawl-Delay: 5\n",
    "carriage returns": "User-agent: *\r\nDisallow: /en/\r\nDisallow: /category\r\n",
    "no agent": "Disallow: /\n",
    "empty rules": "User-agent: *\nDisallow:\n",
    "noise": "<!doctype html><title>404</title>\n\x00\x01",
    "many lines": "User-agent: *\n" + "".join(f"Disallow: /gone/{n}\n" for n in range(3000)) + "Disallow: /images/\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_two_parsers_agree(kind: str) -> None:
    other = RobotsParser.from_string(FILES[kind])
    for agent, path in itertools.product(AGENTS, PATHS):
        url = f"https://a.example{path}"
        assert Robots(FILES[kind].encode(), agent).permit(url).allowed == other.can_fetch(agent, url), (agent, path)
