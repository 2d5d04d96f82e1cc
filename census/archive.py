"""The page archive: pages as WARC files, read and written. The only door to the WARC libraries.

A cell of work writes one file, complete or not at all; a crawl writes segments that grow, and what stands in one behind its last
commit is cut off. So a killed process leaves no half-written archive.
"""

import base64
import fcntl
import hashlib
import io
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from census.records import Page

# A news page is 0.05-2 MB; the largest of 816 real ones has 6 MB. Larger bodies are cut off by the reader and named.
MAX_BODY = 16 * 1024 * 1024


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_pages(path: Path, first: int = 0, count: int | None = None) -> Iterator[Page]:
    """Pages of a WARC file in its order: `count` HTTP responses from the `first` on.

    Bodies are decoded from chunked and compressed transfer. Raises ValueError with the place where a broken file ends.
    """
    seen = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(
                stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"
            ):
                if seen >= first and (count is None or seen < first + count):
                    yield _page(record)
                seen += 1
                if count is not None and seen >= first + count:
                    return
    except (OSError, EOFError) as error:
        raise ValueError(
            f"{path.name} is no sound WARC file after {seen} pages ({error}): fetch it again or cut it there"
        ) from error


def scan_pages(path: Path, wanted: Callable[[str], bool]) -> Iterator[Page]:
    """Pages of a WARC file whose address is `wanted`; the others are passed over before their HTTP headers are read.

    Raises ValueError with the place where a broken file ends.
    """
    seen = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
                seen += 1
                if wanted(record.headers.get("WARC-Target-URI") or ""):
                    record.parse_http(auto_decode="all")
                    yield _page(record)
    except (OSError, EOFError) as error:
        raise ValueError(f"{path.name} is no sound WARC file after {seen} pages ({error})") from error


def read_at(path: Path, offset: int) -> Page:
    """The page whose record begins at `offset` of a WARC file. Raises ValueError if none does."""
    with path.open("rb") as stream:
        stream.seek(offset)
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"):
            return _page(record)
    raise ValueError(f"{path.name} holds no page at {offset}")


def count_pages(path: Path) -> int:
    """Number of HTTP responses in a WARC file."""
    return sum(1 for _ in read_pages(path))


def _page(record: object) -> Page:
    headers = record.http_headers  # type: ignore[attr-defined]
    fields = tuple((str(k), str(v)) for k, v in headers) if headers else ()
    status = headers.status_code if headers and headers.status_code else 0
    body = record.reader.read(MAX_BODY)  # type: ignore[attr-defined]
    when = record.record_date  # type: ignore[attr-defined]
    fetched_at = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(when, datetime) else ""
    return Page(record.headers.get("WARC-Target-URI", ""), fetched_at, status, fields, body)  # type: ignore[attr-defined]


def write_pages(pages: Iterable[Page], path: Path) -> list[int]:
    """Write pages as one gzipped WARC file, atomically; the offset of each. The same pages give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        offsets = []
        for page in pages:
            offsets.append(stream.tell())
            _write(writer, _record(writer, page))
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    return offsets


def _write(writer: WARCWriter, record: Any) -> None:
    """Write a record; warcio copies each body into a temporary file and leaves that open."""
    writer.write_record(record)
    record.raw_stream.close()


def _record(writer: WARCWriter, page: Page) -> object:
    # The body is kept as decoded, so transfer headers that speak of its packed form would lie.
    kept = [
        (k, v) for k, v in page.headers if k.lower() not in ("transfer-encoding", "content-encoding", "content-length")
    ]
    http = StatusAndHeaders(f"{page.status} OK", [*kept, ("Content-Length", str(len(page.body)))], protocol="HTTP/1.1")
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{page.url} {page.id}")
    return writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        http_headers=http,
        warc_headers_dict={"WARC-Record-ID": f"<urn:uuid:{name}>", "WARC-Date": page.fetched_at},
    )


class Segment:
    """A WARC file that grows page by page; what is behind the last `sync` may be lost with the process."""

    def __init__(self, path: Path):
        self.path = path
        self._stream = path.open("xb")
        # Held while the process lives: `cut_segment` leaves a file alone that is still written.
        fcntl.flock(self._stream, fcntl.LOCK_EX)
        self._writer = WARCWriter(self._stream, gzip=True)

    @classmethod
    def create(cls, folder: Path, name: str) -> "Segment":
        """The next segment of a name: `NAME.0.warc.gz`, `NAME.1.warc.gz`, one for each process that writes."""
        folder.mkdir(parents=True, exist_ok=True)
        number = 0
        while True:
            try:
                return cls(folder / f"{name}.{number}.warc.gz")
            except FileExistsError:
                number += 1

    def append(self, page: Page) -> int:
        """Write a page; the offset of its record."""
        offset = self._stream.tell()
        _write(self._writer, _record(self._writer, page))
        return offset

    def append_revisit(self, page: Page, seen_at: str) -> None:
        """Write that a page came again with the very bytes it had when first seen."""
        digest = "sha1:" + base64.b32encode(hashlib.sha1(page.body, usedforsecurity=False).digest()).decode()
        record = self._writer.create_revisit_record(page.url, digest, page.url, seen_at)
        record.rec_headers.replace_header("WARC-Date", page.fetched_at)
        _write(self._writer, record)

    def sync(self) -> int:
        """Bring all to the disk; the length of the file."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return self._stream.tell()

    def close(self) -> None:
        """Close the file; an empty one is removed."""
        length = self.sync()
        self._stream.close()
        if not length:
            self.path.unlink()


def cut_segment(path: Path, length: int) -> None:
    """Take from a segment what a dead process left behind its last commit; one that is being written stays as it is."""
    if not path.exists() or path.stat().st_size <= length:
        return
    with path.open("r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stream.truncate(length)
