"""Packed bytes unpacked within bounds: a small file that unpacks to gigabytes is named, not unpacked."""

import zlib

from census.records import Unreadable

# The largest of 816 real pages has 6 MB; a sitemap may have 50 MB unpacked by its standard.
MOST_BYTES = 16 * 1024 * 1024
SITEMAP_BYTES = 50 * 1024 * 1024
# News pages pack 4-12 times, sitemaps up to 40 times; beyond this ratio, and a megabyte, it is a bomb.
MOST_RATIO = 200
_SMALL = 1024 * 1024


class Inflater:
    """Takes packed (gzip or deflate) or plain bytes as they come; raises Unreadable `too_large` or `bomb`."""

    def __init__(self, encoding: str, most: int = MOST_BYTES):
        self.most = most
        self.taken = 0
        self.given = 0
        self._packed = encoding in ("gzip", "x-gzip", "deflate")
        self._zlib = zlib.decompressobj(47)
        if encoding not in ("", "identity") and not self._packed:
            raise Unreadable("content_encoding", f"packed as {encoding}, which was not asked for")

    def feed(self, data: bytes) -> bytes:
        """What the next bytes unpack to."""
        self.taken += len(data)
        out = self._unpack(data) if self._packed else data
        self.given += len(out)
        if self._packed and self.given > _SMALL and self.given > MOST_RATIO * self.taken:
            raise Unreadable("bomb", f"{self.taken} bytes unpack to more than {self.given}")
        if self.given > self.most:
            raise Unreadable("too_large", f"more than {self.most} bytes")
        return out

    def _unpack(self, data: bytes) -> bytes:
        room = self.most - self.given + 1
        try:
            return self._unpacked(data, room)
        except zlib.error as error:
            raise Unreadable("broken_packing", str(error)) from error

    def _unpacked(self, data: bytes, room: int) -> bytes:
        try:
            out = self._zlib.decompress(data, room)
        except zlib.error:
            if self.taken != len(data):
                raise
            # Some servers send deflate without its header.
            self._zlib = zlib.decompressobj(-15)
            return self._zlib.decompress(data, room)
        # Files made of several packed parts go on where the first ends.
        while self._zlib.eof and self._zlib.unused_data and len(out) < room:
            data, self._zlib = self._zlib.unused_data, zlib.decompressobj(47)
            out += self._zlib.decompress(data, room - len(out))
        return out


def inflate(data: bytes, most: int = MOST_BYTES) -> bytes:
    """A gzip file unpacked; plain bytes as they are. Raises Unreadable."""
    return Inflater("gzip" if data[:2] == b"\x1f\x8b" else "", most).feed(data)
