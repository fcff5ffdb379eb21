"""Opening the zip of an EPUB that nobody vouches for: names and sizes first, then only what is needed.

EPUB 3.3, section 4, “Open Container Format”. Nothing is unpacked to a disk.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from diglot import xhtml
from diglot.model import Place
from diglot.problems import Problem
from diglot.xhtml import Element

MOST_BYTES = 400 << 20
"""The most bytes of a file, and of all that is in it, unpacked."""
ENTRY = 64 << 20
"""The most bytes of one entry that is read."""
ENTRIES = 20_000
"""The most entries of a file."""
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, OSError, EOFError, ValueError, OverflowError)
MIMETYPE = b"application/epub+zip"
PACKAGE = "application/oebps-package+xml"
OBFUSCATION = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_READ = re.compile(r"\.(x?html?|xml|opf|ncx|css|svg|smil|otf|ttf|ttc|woff2?)$", re.IGNORECASE)
# EPUB 3.3, “File paths and file names”: these are not allowed in a name.
_FORBIDDEN = re.compile('["*:<>?\\\\|\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]')


@dataclass(frozen=True, slots=True)
class Container:
    """The files of an EPUB: all names, the bytes of texts, styles and fonts, and where the package stands.

    `encrypted`: the files whose bytes are not what they say.
    """

    name: str
    names: frozenset[str]
    files: Mapping[str, bytes]
    package: str
    encrypted: frozenset[str]

    def place(self, file: str, line: int = 0) -> Place:
        """Where something stands in a file of the book."""
        return Place(f"{self.name}: {file}", line)


class UnreadableError(Exception):
    """The file cannot be read as an EPUB at all; `code` is the number of its Problem."""

    def __init__(self, why: str, code: str = "D830") -> None:
        self.code = code
        super().__init__(why)


def opened(data: bytes, name: str) -> tuple[Container | None, tuple[Problem, ...]]:
    """The container in some bytes, None where it cannot be read, and D830, D840-D843.

    `name` is what the file is called in problems.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _bounded(infos)
            files = dict(_contents(archive))
            encrypted, problems = _encrypted(files, name)
            names = frozenset(info.filename for info in infos if not info.is_dir())
            container = Container(name, names, files, _package(files), encrypted)
            return container, (*_mimetype(archive, infos, name), *_names(infos, name), *problems)
    except UnreadableError as error:
        return None, (Problem(error.code, str(error), Place(name)),)
    except UNREADABLE as error:
        what = "the file is empty" if not data else f"it is no whole zip file ({_one_line(error)})"
        return None, (Problem("D830", what, Place(name)),)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__


def _bounded(infos: list[zipfile.ZipInfo]) -> None:
    """A small file can unpack to more than a machine has: sizes are looked at before anything is read."""
    if len(infos) > ENTRIES:
        raise UnreadableError(f"it has {len(infos)} entries; at most {ENTRIES} are read", "D842")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise UnreadableError(f"it unpacks to more than {MOST_BYTES >> 20} MB", "D842")
    for info in infos:
        if _READ.search(info.filename) and info.file_size > ENTRY:
            raise UnreadableError(f"{info.filename} unpacks to more than {ENTRY >> 20} MB", "D842")
        if info.flag_bits & 1:
            raise UnreadableError(f"{info.filename} is locked with a password", "D843")


def _contents(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for info in archive.infolist():
        if _READ.search(info.filename):
            try:
                yield info.filename, archive.read(info)
            except UNREADABLE as error:
                raise UnreadableError(f"{info.filename} cannot be unpacked ({_one_line(error)})") from error


def _package(files: Mapping[str, bytes]) -> str:
    """The path of the package document (EPUB 3.3, “Container file (container.xml)”)."""
    if _CONTAINER not in files:
        raise UnreadableError(f"there is no {_CONTAINER}")
    try:
        roots = [e for e in xhtml.parse(files[_CONTAINER]).iter("{*}rootfile") if e.get("media-type") == PACKAGE]
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"{_CONTAINER} is not well-formed XML ({error.msg})") from error
    path = str(roots[0].get("full-path", "")) if roots else ""
    if path not in files:
        raise UnreadableError(f"{_CONTAINER} names no package document that is there (“{path}”)")
    return path


def _mimetype(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    """D840. EPUB 3.3, “OCF ZIP container media type identification” and “ZIP file requirements”."""
    first = infos[0]
    if first.filename != "mimetype" or first.header_offset:
        what = "the first entry is not “mimetype”"
    elif first.compress_type != zipfile.ZIP_STORED:
        what = "“mimetype” is compressed"
    elif first.extra:
        what = "“mimetype” has an extra field"
    elif first.file_size > len(MIMETYPE) or archive.read(first) != MIMETYPE:
        what = f"“mimetype” does not say {MIMETYPE.decode()}"
    else:
        what = ""
    if what:
        yield Problem("D840", what, Place(name))
    for info in infos:
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            yield Problem("D840", f"“{info.filename}” is packed in a way that readers do not know", Place(name))


def _names(infos: list[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    """D841: names that lead out of the folder, that no system may have, or that are the same."""
    seen: set[str] = set()
    for info in infos:
        # The zip's own bytes: zipfile cuts a name at a NUL.
        path = info.orig_filename
        parts = path.rstrip("/").split("/")
        folded = unicodedata.normalize("NFC", path).casefold()
        if path.startswith("/") or ".." in parts or "." in parts or "" in parts:
            yield Problem("D841", f"“{path[:80]}” leads out of the book", Place(name))
        elif _FORBIDDEN.search(path) or any(part.endswith(".") for part in parts):
            yield Problem("D841", f"“{path[:80]}” has a character that a file's name must not have", Place(name))
        elif folded in seen:
            yield Problem("D841", f"“{path}” is there twice (capitals do not count)", Place(name))
        if stat.S_ISLNK(info.external_attr >> 16):
            yield Problem("D841", f"“{path[:80]}” is a link to somewhere else", Place(name))
        seen.add(folded)


def _encrypted(files: Mapping[str, bytes], name: str) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """D843. EPUB 3.3, “Encryption file (encryption.xml)”; a font that is only obfuscated is a lesser thing."""
    if _ENCRYPTION not in files:
        return frozenset(), ()
    try:
        root = xhtml.parse(files[_ENCRYPTION])
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"{_ENCRYPTION} is not well-formed XML ({error.msg})", "D843") from error
    locked = {_reference(e): _method(e) for e in root.iter("{*}EncryptedData")}
    real = sorted(path for path, method in locked.items() if method not in OBFUSCATION)
    problems = [Problem("D843", f"“{path}” is encrypted and was not checked", Place(name)) for path in real]
    return frozenset(locked), tuple(problems)


def _reference(element: Element) -> str:
    found = next(element.iter("{*}CipherReference"), None)
    return "" if found is None else str(found.get("URI", ""))


def _method(element: Element) -> str:
    found = next(element.iter("{*}EncryptionMethod"), None)
    return "" if found is None else str(found.get("Algorithm", ""))
