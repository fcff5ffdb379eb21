"""Pictures: only files of the publication's own source/ folder, of known kinds and sizes."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from lxml import etree
from PIL import Image, UnidentifiedImageError

from diglot import tree
from diglot.model import Document

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_REFUSED_SVG = {"script", "foreignObject", "image", "use", "iframe", "animate", "set"}


def images_of(document: Document, root: Path) -> tuple[tuple[tuple[str, bytes], ...], tuple[tuple[str, str], ...]]:
    """((path, bytes) of each picture of a document), ((path, what is wrong) of the others)."""
    good: dict[str, bytes] = {}
    bad: dict[str, str] = {}
    slots = tree.document_slots(document.ast) if "![" in document.source else ()
    for _, _, inlines in slots:
        for inline in tree.inlines(inlines):
            if inline["t"] == "Image":
                address, alt = inline["c"][2][0], tree.plain(inline["c"][1])
                data, wrong = _load(root / "source", address)
                wrong = wrong or ("" if alt.strip() else "it has no alternative text")
                if wrong:
                    bad[address] = wrong
                else:
                    good[address] = data
    return tuple(good.items()), tuple(bad.items())


def _load(folder: Path, address: str) -> tuple[bytes, str]:
    path = (folder / address).resolve()
    if "://" in address or not path.is_relative_to(folder.resolve()):
        return b"", "only a file under source/ can be a picture"
    try:
        if path.stat().st_size > MAX_BYTES:
            return b"", f"more than {MAX_BYTES:,} bytes"
        data = path.read_bytes()
    except OSError as error:
        return b"", error.strerror or "cannot be read"
    return data, _wrong(path.suffix.lower(), data)


def _wrong(suffix: str, data: bytes) -> str:
    if suffix == ".svg":
        return _wrong_svg(data)
    if suffix not in _FORMATS:
        return "only PNG, JPEG and SVG pictures are known"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=(_FORMATS[suffix],)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return f"{picture.width} × {picture.height} pixels; {MAX_PIXELS:,} are allowed"
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        return f"not a whole {_FORMATS[suffix]} picture"
    return ""


def _unsafe(key: str, value: str) -> bool:
    """Whether an attribute of an SVG runs something or leads out of it."""
    led = etree.QName(key).localname.lower() in {"href", "src"} and not value.strip().startswith("#")
    return led or key.lower().startswith("on") or _leads_out(value)


def _leads_out(css: str) -> bool:
    return "url(" in css.lower().replace("url(#", "") or "@import" in css.lower() or "\\" in css


def _wrong_svg(data: bytes) -> str:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return "an SVG picture with a DOCTYPE is refused"
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return f"not well-formed SVG ({error.msg})"
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in _REFUSED_SVG:
            return f"an SVG picture with <{etree.QName(element).localname}> is refused"
        if etree.QName(element).localname == "style" and _leads_out("".join(map(str, element.itertext()))):
            return "an SVG picture with addresses in its styles is refused"
        if any(_unsafe(str(key), str(value)) for key, value in element.attrib.items()):
            return "an SVG picture with scripts or addresses in its attributes is refused"
    return ""
