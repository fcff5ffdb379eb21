"""Language tags: BCP 47 (RFC 5646) by its grammar, each part by what CLDR knows."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import get_global

# RFC 5646, 2.1: language, script, region, variants, extensions, private use.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"x(?:-[a-z0-9]{1,8})+", re.IGNORECASE)


@cache
def trouble(tag: str) -> str:
    """What is wrong with a tag; "" where nothing is. CLDR has every language of two letters, but not of three."""
    if _PRIVATE.fullmatch(tag):
        return ""
    hit = _TAG.fullmatch(tag)
    if not hit:
        return "is not formed like a language tag"
    language, script, region = (hit[name] or "" for name in ("language", "script", "region"))
    shorter = str(get_global("language_aliases").get(language.lower(), ""))
    if len(shorter) == 2 < len(language):
        return f"should be “{shorter}{tag[3:]}”"
    english = Locale("en")
    known = {
        f"the language “{language}”": len(language) > 2 or language.lower() in english.languages,
        f"the script “{script}”": not script or script.title() in english.scripts,
        f"the country “{region}”": not region or region.upper() in english.territories,
    }
    return next((f"names {part}, which CLDR does not know" for part, right in known.items() if not right), "")


@cache
def primary(tag: str) -> str:
    """The language itself of a tag: "zh" of "zh-Hans"."""
    return tag.split("-", maxsplit=1)[0].lower()


@cache
def script(tag: str) -> str:
    """The script that a tag says, or that its country says: "Hant" of "zh-TW"; "" where neither does."""
    hit = _TAG.fullmatch(tag)
    if not hit:
        return ""
    if hit["script"]:
        return hit["script"].title()
    if hit["region"]:
        table, language = get_global("likely_subtags"), hit["language"].lower()
        likely = table.get(f"{language}_{hit['region'].upper()}") or table.get(language, "")
        return next((part for part in str(likely).split("_") if len(part) == 4), "")
    return ""


@cache
def same(one: str, other: str) -> bool:
    """Whether two tags are one language in one script, as far as they say it."""
    scripts = {script(one), script(other)} - {""}
    return primary(one) == primary(other) and len(scripts) < 2
