"""The only files a page can ask WeasyPrint for: those that came with the job, from memory.

WeasyPrint's own fetcher opens local files and the network (CVE-2024-28184); this one has
no way to either. It answers addresses below `BASE`, and `data:` ones that hold an image.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote, unquote_to_bytes

from weasyprint.urls import URLFetcher, URLFetcherResponse

BASE = "https://publication.invalid/"
"""What relative addresses are relative to; .invalid can never be a host (RFC 6761)."""

KINDS = {
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
DATA_LIMIT = 2_000_000
"""Characters of a `data:` address."""


class JobFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `files` (address relative to `BASE` -> bytes) and remembers what it refused."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("https", "data"), allow_redirects=False)
        self.files = files
        self.refused: list[str] = []
        self.last = ""
        """The file served last: what WeasyPrint's next warnings about CSS are about."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  WeasyPrint's signature
        """The file at this address. ValueError, and a note in `refused`, for any other."""
        if url.startswith("data:image/") and len(url) <= DATA_LIMIT:
            return _data(url)
        name = unquote(url.removeprefix(BASE)) if url.startswith(BASE) else ""
        if name not in self.files:
            self.refused.append(url[:200])
            raise ValueError("not part of the publication")
        self.last = name
        kind = KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
        return URLFetcherResponse(url, self.files[name], {"Content-Type": kind})


def _data(url: str) -> URLFetcherResponse:
    """A `data:` address decoded (RFC 2397); ValueError where it is malformed."""
    head, _, body = url.removeprefix("data:").partition(",")
    kind, *options = head.split(";")
    try:
        data = base64.b64decode(unquote_to_bytes(body)) if "base64" in options else unquote_to_bytes(body)
    except binascii.Error as error:
        raise ValueError("malformed data: address") from error
    return URLFetcherResponse(url, data, {"Content-Type": kind})
