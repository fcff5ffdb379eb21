"""The only door to Jinja: templates see values, translated text is never compiled.

Templates call `_("Contents")`: the string is extracted into templates.pot, and gives
`((language, text), ...)` in the edition's order. Titles have the same shape, so the same
filters print both: `spans` (each language in its own span), `plain` (joined), `of` (one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any, TypeAlias

from babel import Locale
from babel.dates import format_date
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import babel_extract
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from diglot.model import Json, Message, Place, locale
from diglot.problems import DiglotError, Problem
from diglot.tagging import foreign

Words: TypeAlias = tuple[tuple[str, str], ...]

CHINESE = "zh-Hans"
_SPAN = Markup("<span {0}>{1}</span>")


def spans(words: Words, separator: str = " ") -> Markup:
    """Each language's text in `<span lang xml:lang>`; equal texts are printed once."""
    seen: dict[str, str] = {}
    for language, text in words:
        seen.setdefault(text, language)
    return Markup(separator).join(
        _SPAN.format(lang(language), tagged(text, language)) for text, language in seen.items()
    )


def rtl(language: str) -> bool:
    """Whether a language is written from right to left (CLDR)."""
    return Locale.parse(locale(language)).text_direction == "rtl"


@cache
def lang(language: str) -> Markup:
    """The attributes of an element in a language: lang and xml:lang (EPUB 3.3, 6.1.2), and dir where it needs one."""
    found = Markup('lang="{0}" xml:lang="{0}"').format(language)
    return found + Markup(' dir="rtl"') if rtl(language) else found


def tagged(text: str, language: str) -> Markup:
    """A plain text of a language with the Chinese and the pinyin in it in spans of their own."""
    out, at = Markup(), 0
    for start, end, tag in foreign(text, language, CHINESE):
        out += escape(text[at:start]) + _SPAN.format(lang(tag), text[start:end])
        at = end
    return out + escape(text[at:])


def plain(words: Words, separator: str = " · ") -> str:
    """The texts joined, equal texts once: for titles, bookmarks and metadata."""
    return separator.join(dict.fromkeys(text for _, text in words))


def of(words: Words, language: str) -> str:
    """One language's text. KeyError where the edition does not have it."""
    return dict(words)[language]


def language_name(tag: str, in_language: str | None = None) -> str:
    """The name of a language, in itself or in another (CLDR): "zh-Hans" -> 简体中文."""
    shown = Locale.parse(locale(in_language or tag))
    return Locale.parse(locale(tag)).get_display_name(shown) or tag


def autonym(tag: str) -> str:
    """A language's own short name for itself: "en" -> English, "zh-Hans" -> 简体中文."""
    name = language_name(tag)
    known = {
        "中文 (简体)": "简体中文",
        "中文 (繁體)": "繁體中文",
        "中文（简体）": "简体中文",
        "中文（繁體）": "繁體中文",
    }
    return known.get(name, name)


def long_date(day: date, languages: Iterable[str]) -> Words:
    """A date as each language writes it (CLDR long form)."""
    return tuple((tag, format_date(day, "long", locale=locale(tag))) for tag in languages)


def _translator(strings: Mapping[str, Words], languages: tuple[str, ...]) -> Callable[..., Words]:
    def translated(msgid: str, **values: object) -> Words:
        words = strings.get(msgid) or tuple((tag, msgid) for tag in languages)
        return tuple((tag, _filled(text, tag, values)) for tag, text in words)

    return translated


def _filled(text: str, language: str, values: Mapping[str, object]) -> str:
    """`{name}` replaced literally; a date is written as the language writes it."""
    for name, value in values.items():
        shown = format_date(value, "long", locale=locale(language)) if isinstance(value, date) else str(value)
        text = text.replace("{" + name + "}", shown)
    return text


def environment(
    templates: Iterable[tuple[str, str]],
    languages: tuple[str, ...],
    strings: Iterable[tuple[str, Words]],
) -> ImmutableSandboxedEnvironment:
    """A sandboxed, auto-escaping, strict environment over templates given by value."""
    env = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[],
    )
    env.globals["_"] = _translator(dict(strings), languages)
    env.globals |= {"autonym": autonym, "lang": lang, "rtl": rtl}
    env.filters |= {"spans": spans, "tagged": tagged, "plain": plain, "of": of, "autonym": autonym}
    env.filters["long_date"] = lambda day: long_date(day, languages)
    return env


def render(env: ImmutableSandboxedEnvironment, name: str, values: Mapping[str, Any]) -> str:
    """One template's text. DiglotError D601 with file:line for any error in a template."""
    try:
        return env.get_template(name).render(values)
    except TemplateSyntaxError as error:
        place = Place(f"templates/{error.name or name}", error.lineno)
        raise DiglotError(Problem("D601", error.message or "syntax error", place)) from error
    except (TemplateError, LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise DiglotError(Problem("D601", str(error), _where(error, name))) from error


def _where(error: BaseException, name: str) -> Place:
    """The innermost template line of a traceback: Jinja gives it the template's own lines."""
    place, trace = Place(f"templates/{name}"), error.__traceback__
    while trace is not None:
        if "__jinja_template__" in trace.tb_frame.f_globals:
            place = Place(f"templates/{trace.tb_frame.f_globals['__name__']}", trace.tb_lineno)
        elif trace.tb_frame.f_code.co_filename == "<template>":
            place = Place(f"templates/{name}", trace.tb_lineno)
        trace = trace.tb_next
    return place


@cache
def messages(templates: tuple[tuple[str, str], ...]) -> tuple[Message, ...]:
    """The templates' own words, in order, for templates.pot (Babel's Jinja extraction)."""
    found: dict[str, Json] = {}
    for name, text in templates:
        if name.endswith(".css"):
            continue
        try:
            hits = list(babel_extract(BytesIO(text.encode()), ["_"], ["tr:"], {"encoding": "utf-8", "silent": "false"}))
        except TemplateSyntaxError as error:
            raise DiglotError(Problem("D601", str(error.message), Place(f"templates/{name}", error.lineno))) from error
        for line, _function, found_text, comments in hits:
            msgid = found_text[0] if isinstance(found_text, tuple) else found_text
            if isinstance(msgid, str) and msgid:
                entry = found.setdefault(msgid, {"references": [], "comments": []})
                entry["references"].append(f"templates/{name}:{line}")
                entry["comments"] += [c.removeprefix("tr:").strip() for c in comments]
    return tuple(
        Message(msgid, references=tuple(e["references"]), comments=tuple(dict.fromkeys(e["comments"])))
        for msgid, e in found.items()
    )
