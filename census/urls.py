"""One article, one address: what of a URL names the article and what does not."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Parameters that say where a reader came from, not what he reads.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|yclid|msclkid|spm|ref|ref_src|from|mc_[ce]id|cmpid|cmp|share_\w+|igshid|amp|outputtype|_ga|at_\w+|ns_\w+|"
    r"ito|feature|source|rss|partner|guccounter|__twitter_impression|platform)$",
    re.IGNORECASE,
)
# Hosts of one site for telephones and readers.
_SAME_SITE = re.compile(r"^(www\d?|m|mobile|amp|wap|3g|touch)\.(?=[^.]+\.)")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/(?:[cvi]/)?(?:s/)?(?=[^/]+\.[^/]+/)")


def normalise_url(url: str) -> str:
    """URL without what does not name the article: scheme, `www.` and mobile hosts, AMP, tracking parameters, ports, fragment, last
    slash; the same for any spelling of one address."""
    parts = urlsplit(url.strip())
    host, path = (parts.hostname or "").rstrip("."), parts.path
    if host.endswith("cdn.ampproject.org") and _AMP_CACHE.match(path):
        host, _, path = _AMP_CACHE.sub("", path).partition("/")
    # An address of figures has no site around it: m. and www. are names.
    host = _SAME_SITE.sub("", host) + _port(parts.netloc)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    return urlunsplit(("", host, _path(path), urlencode(sorted(query)), "")).removeprefix("//")


def _port(netloc: str) -> str:
    port = netloc.rpartition("@")[2].rpartition(":")[2]
    return f":{port}" if port.isdigit() and ":" in netloc and port not in ("80", "443") else ""


def _path(path: str) -> str:
    """Path in one spelling: no AMP step, no session, no doubled or last slash, each sign escaped the same way."""
    steps = [step for step in _SESSION.sub("", path).split("/") if step]
    if len(steps) > 1:
        steps = [step for step in steps if step.lower() != "amp"]
    if steps and steps[-1].endswith(".amp") and len(steps[-1]) > 4:
        steps[-1] = steps[-1].removesuffix(".amp")
    text = "/".join(quote(unquote(step), safe="!$&'()*+,;=:@~-._") for step in steps)
    return "/" + text if text else ""


def host_of(url: str) -> str:
    """The host with its port, lower case: what a budget and a robots.txt hold for."""
    parts = urlsplit(url)
    return (parts.hostname or "") + _port(parts.netloc)


def site_of(url: str) -> str:
    """The host without port, `www.` and mobile names: what a source is known by."""
    return _SAME_SITE.sub("", (urlsplit(url).hostname or ""))
