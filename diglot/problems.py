"""Problem: anything reported to a person. The table of codes; numbers are never reused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from diglot.model import Place

EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, EXIT_SETUP, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class Code(NamedTuple):
    """Severity ("error", "warning", "info"), what the code means, what to do about it."""

    severity: str
    meaning: str
    hint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a code of `CODES`, what is wrong here, where, and what to do."""

    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    about: str = ""
    """The text that it is about, where that was found on a page: `whereabouts` finds its line."""

    @property
    def severity(self) -> str:
        """How grave it is, as the table of codes says: error, warning or info."""
        return CODES[self.code].severity

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = self.hint or CODES[self.code].hint
        return f"{where}{self.severity} {self.code}: {self.message}" + (f" [{hint}]" if hint else "")


class DiglotError(Exception):
    """The only exception a user meets: its problems, one line each, and an exit code."""

    def __init__(self, problems: Problem | Iterable[Problem], exit_code: int = EXIT_PROBLEMS) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.exit_code = exit_code
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type[DiglotError], tuple[tuple[Problem, ...], int]]:
        return (DiglotError, (self.problems, self.exit_code))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that stop an edition."""
    return tuple(p for p in problems if p.severity == "error")


def _error(meaning: str, hint: str = "") -> Code:
    return Code("error", meaning, hint)


def _warning(meaning: str, hint: str = "") -> Code:
    return Code("warning", meaning, hint)


CODES: dict[str, Code] = {
    # D1xx  publication.toml
    "D101": _error("a TOML file cannot be read", "mend the line"),
    "D102": _error("a value in a TOML file is missing, unknown or of the wrong kind"),
    "D103": _error("there is no publication here"),
    # D2xx  source Markdown
    "D201": _error("a source file cannot be read"),
    "D202": _error("pandoc cannot read a source file"),
    "D203": _error("raw HTML or TeX in a text", "write it in Markdown; comments (<!-- tr: … -->) are allowed"),
    "D204": _error("a link leads to an address that is not allowed", "allowed: https, http, mailto, tel, #id"),
    "D205": _error("an id stands twice in a document", "give one of the two its own {#id}"),
    "D206": _error("an image is missing or cannot be used"),
    "D207": _error("an attribute is not allowed", "allowed: an id, classes, width, height, lang, dir"),
    "D208": _error("blocks are nested too deep", "at most 60 levels are allowed"),
    "D210": _warning("a text cannot become a message exactly and stays untranslated", "simplify its markup"),
    "D211": _error("a document has no title", "begin it with ---, title: …, ---"),
    "D212": _error("a heading has no text"),
    "D213": _error("a footnote mark would be printed as text", "write [^name]: … or escape the mark: \\[^name]"),
    "D214": _warning("a footnote is not printed", "set its mark [^name], or delete it"),
    "D215": _warning(
        "no such instruction to translators is known",
        "known: <!-- tr: … -->, <!-- tr-context: … -->, <!-- tr-skip -->, <!-- tr-code -->",
    ),
    "D216": _error("a document has no text", "write it, or take it out of the edition"),
    # D3xx  catalogs
    "D301": _error("a catalog is not UTF-8 text"),
    "D302": _error("a catalog breaks the PO format", "mend the line, or open the file in a PO editor and save it"),
    "D303": _error("a message stands twice in a catalog", "delete one of the two"),
    "D304": _error("a catalog's header is missing or wrong", "it must say Content-Type: text/plain; charset=UTF-8"),
    "D305": _error("a translation cannot be used", "mend the msgstr; until then its source text stands there"),
    "D306": _error(
        "a translation lost or added something that must stay",
        "mend the msgstr; until then its source text stands there",
    ),
    "D307": _warning("a message is not translated", "its source text stands there"),
    "D308": _warning("a translation is fuzzy and is not used", "check it and take the fuzzy mark away"),
    "D310": _error("a catalog does not match its source", "run: python3 build.py extract"),
    "D309": _error("merging would lose a translation", "nothing was written; please report this"),
    "D311": _error("a catalog is missing", "run: python3 build.py extract"),
    "D312": _warning("a link of a translation leads elsewhere"),
    "D313": _warning("the code in a translation differs from the source's"),
    "D314": _warning("the emphasis in a translation differs from the source's"),
    "D315": _error("numbers or units in a translation differ from the source's"),
    "D316": _warning("a translation is the source text unchanged"),
    "D317": _warning("markup in a translation has become text"),
    "D318": _warning("characters in a translation look like others, or cannot be seen"),
    "D319": _error("a catalog is in no language of the publication", "its header must say Language: …"),
    # D4xx  term base
    "D401": _error("a concept stands twice"),
    "D402": _error("a name of a concept is allowed and forbidden", "take it out of one of the two lists"),
    "D403": _error("a mask hides its own term", "a mask is a longer word that holds a name and means another thing"),
    "D404": _error("a code is wrong", "look it up; source/glossary/codes.tsv lists the codes that were checked"),
    "D405": _error("a term is in a language that the publication does not know"),
    "D406": _error("a concept is related to nothing", "known are the ids of concepts"),
    "D407": _error("a term file cannot be read"),
    "D410": _warning("a translation has no approved name of a term", "use a preferred or admitted name"),
    "D411": _error("a translation has a forbidden form of a term"),
    "D412": _warning("a document has two names of one concept", "pick one"),
    "D413": _error(
        "a translation says the opposite, or another number", "mend it; until then its source text stands there"
    ),
    "D414": _error("a character belongs to another script or region"),
    "D415": _warning(
        "pinyin without tone marks can mean several words", "write the tone marks, or the characters beside it"
    ),
    "D416": _error("an exception to the term rules is not valid"),
    "D417": Code("info", "a translator proposes another name", "approve it in source/glossary, or forbid it there"),
    "D418": _warning("a translation says with more certainty what its source hedges", "say it as carefully"),
    "D419": _error("a translation has lost a negation", "mend it; until then its source text stands there"),
    "D420": _warning("a word has no pinyin to stand above it", "write it: [山药[shān yào]{.reading}]{.ruby}"),
    # D5xx  disclaimers
    "D501": _error("a disclaimer is missing", "write it, or take its kind out of the edition"),
    "D502": _error("a disclaimer's header is wrong"),
    "D503": _error("a disclaimer's words stand in no known place"),
    "D504": _error("a disclaimer is not translated", "translate it; the edition is not built without it"),
    "D505": _error("a disclaimer's translation is fuzzy", "check it and take the fuzzy mark away"),
    "D507": _error("a disclaimer has no place in an edition that needs it"),
    "D508": _error(
        "a disclaimer has changed since it was translated", "run: python3 build.py extract; translate it anew"
    ),
    "D509": _error("a jurisdiction is not in the table", "add it to source/jurisdictions.toml with its source"),
    "D510": _error("an edition needs a disclaimer that it does not name", "add it to the edition's disclaimers"),
    "D511": _error(
        "a claim is not marked as it must be", "write [words]{.claim evidence=none|lab|animal|early-human|rct}"
    ),
    "D512": _error(
        "the evidence that a claim names is not there", "write it in source/evidence.md, source/references.toml"
    ),
    "D513": _warning("a strong verb stands in no marked claim", "mark it: [words]{.claim evidence=…}"),
    "D514": _error(
        "a notice has a translation that nobody has approved",
        "read it against its source, then run: python3 build.py approve",
    ),
    "D515": _warning("the policy lets a text be printed without a mark that no person has checked"),
    "D516": _warning("claims stand in a chapter without the notice for claims"),
    "D517": _warning(
        "a translation is said to have been read a second time, and was not since it changed",
        "read it against its source, then run: python3 build.py approve",
    ),
    "D518": _warning("words of a notice stand nowhere", "mend what they are narrowed to, or take them out"),
    # D6xx  composition, templates, fonts, images
    "D601": _error("a template has an error", "mend the template at that line"),
    "D620": _error(
        "a font is not installed",
        "install fonts-noto-cjk (Debian, Ubuntu), or font-noto-serif-cjk and font-noto-sans-cjk (Homebrew)",
    ),
    "D621": _error("no font has a glyph for a character", "write it with another character"),
    "D602": _error("a text cannot be written as HTML", "simplify its markup"),
    "D603": _error("a template is missing"),
    "D604": _error("an id stands in two documents of one edition", "give one of the two its own {#id}"),
    "D605": _error("a style sheet adds words, which nobody can translate", 'write them in the template: {{ _("…") }}'),
    # D7xx  PDF: writing and reading back
    "D700": _error("WeasyPrint warned while it laid out the pages", "mend the template, the style sheet or the text"),
    "D701": _error("WeasyPrint cannot lay out this text", "nest it less deeply and mend extreme sizes"),
    "D702": _error(
        "a link on a page leads to an address that is not allowed", "allowed: https, http, mailto, tel, #id"
    ),
    "D703": _error("a page asks for a file that is not part of the publication", "put it into source/ or templates/"),
    "D704": _error("WeasyPrint cannot be used", "install the locked version and libpango-1.0-0, libpangoft2-1.0-0"),
    "D705": _error("a link on a page leads to nothing", "mend the link or give its target an id"),
    "D706": _error("the margins of a page leave no room for text", "take larger paper, or smaller margins"),
    "D707": _error("a table is too wide for the page", "make it of fewer columns, or take larger paper"),
    "D708": _warning("a table breaks words to fit the page", "shorten its words, or take larger paper"),
    "D720": _error("a text is missing from the PDF"),
    "D721": _error("a text of the PDF is read out of order"),
    "D722": _error("a notice is missing from the PDF"),
    "D723": _error("the short notice is missing from a page of the PDF"),
    "D724": _error("a notice that opens the edition does not stand on its first sheet"),
    "D725": _error("Chinese characters of the PDF are not tagged as Chinese"),
    "D726": _error("a term or definition is missing from the PDF's glossary"),
    "D727": _error("a term and its glossary entry are not linked both ways in the PDF"),
    "D728": _error("a font is not embedded in the PDF"),
    "D730": _error("the PDF breaks a rule of PDF/UA-1"),
    "D731": _error("a reader of the PDF cannot see, or can hardly read, what must be read", "mend the style sheet"),
    "D732": _error("a notice of the PDF is split, or stands apart from what it is about"),
    "D733": _error("a claim of the PDF has lost its badge, what qualifies it, or its entry in the list of evidence"),
    "D734": _error("the PDF does not say how it was made, how old it is, or that it is a draft"),
    "D735": _error("the PDF cannot be read back", "run: python3 build.py"),
    "D736": _error("a PDF has more pages than it may have", "shorten the text, or allow more pages"),
    "D737": _error("something that may not be divided is longer than a page", "shorten it, or take larger paper"),
    "D738": _error("the languages of a text do not stand side by side in the PDF", "please report this"),
    "D739": _error("a sheet of a booklet does not show its pages", "please report this"),
    "D740": _error("a handout breaks a rule of the checklist", "see the edition's report; mend the text or the design"),
    "D741": _error("text of the PDF runs off its page or lies upon other text", "shorten it, or mend the style sheet"),
    "D742": _error("a term has no note where it stands first", "let the templates print .footnote"),
    "D743": _error("text of the PDF is neither read aloud nor left out", "please report this"),
    "D744": _error("a page number in the PDF is not that of the page it leads to", "please report this"),
    # D8xx  EPUB: writing and reading back
    "D800": _error("a text is not well-formed XHTML", "mend the Markdown or the template it came from"),
    "D801": _error("a link leads to nothing", "mend the link or give its target an id"),
    "D803": _error("an image is not among the publication's files", "put it into source/ or mend its path"),
    "D805": _error("an id stands twice in one file", "give each heading, note and link its own id"),
    "D806": _warning("the EPUB has no cover: no font of ours has its letters", "it is a book all the same"),
    "D820": _error("a text is missing from the EPUB"),
    "D821": _error("a text of the EPUB stands out of order"),
    "D822": _error("a notice is missing from the EPUB"),
    "D823": _error("the short notice is missing from a chapter of the EPUB"),
    "D824": _error("a term is missing from the EPUB's glossary"),
    "D825": _error("a term and its glossary entry are not linked both ways in the EPUB"),
    "D826": _error("a link inside the EPUB leads to nothing"),
    "D827": _error("Chinese characters of the EPUB stand outside Chinese text", "tag them with their language"),
    "D828": _error("a character of the EPUB has no glyph in its embedded font", "choose a font that has it"),
    "D829": _error("lang and xml:lang of an element of the EPUB differ"),
    "D830": _error("the EPUB cannot be read back"),
    "D831": _error("EPUBCheck found an error"),
    "D832": _warning("EPUBCheck found something to look at"),
    "D833": _error("EPUBCheck did not finish"),
    "D834": _error("a notice that opens the edition does not stand on the EPUB's title page"),
    "D835": _error("a reader of the EPUB cannot see, or can hardly read, what must be read", "mend the style sheet"),
    "D836": _error("a claim of the EPUB has lost its badge, what qualifies it, or its entry in the list of evidence"),
    "D837": _error("the EPUB does not say how it was made, how old it is, or that it is a draft"),
    "D838": _error("the page list of the EPUB is not that of the printed edition"),
    # D84x-D89x  the lint of any EPUB: the container
    "D840": _error(
        "the zip of an EPUB is not made as readers need it", "put mimetype first, as it is; deflate the rest"
    ),
    "D841": _error("a name in an EPUB is not safe or not unique", "name files by a path inside the book, each its own"),
    "D842": _error("an EPUB is too large to be read", "shrink its pictures, or split the book"),
    "D843": _error("an EPUB is encrypted", "check it without its lock"),
    "D844": _error("a document of an EPUB is not well-formed XML", "mend it at that line"),
    "D845": _error("the files of an EPUB are not those of its manifest", "list each file that is there, and no other"),
    "D846": _error("an EPUB loads something from the network", "put it into the book"),
    "D847": _warning("an EPUB runs a script", "do without: readers need not run any"),
    # … the package
    "D848": _error("an EPUB has no identifier of its own", "give it a dc:identifier that stays the same for ever"),
    "D849": _error("an EPUB does not say when it was changed", "say dcterms:modified once, as 2026-01-31T00:00:00Z"),
    "D850": _error("an EPUB has no title", "say dc:title"),
    "D851": _warning("an EPUB has several titles", "put them into one dc:title, or give each a title-type"),
    "D852": _error("a language tag is wrong", "use a BCP 47 tag such as en, zh-Hans, zh-Hant-TW"),
    "D853": _error("an EPUB does not name the languages of its text", "say each in a dc:language, and no other"),
    "D854": _error("an EPUB claims an accessibility that it has not", "say only what is so"),
    "D855": _warning("an EPUB does not say how accessible it is", "add the properties of schema.org"),
    "D856": _error(
        "an EPUB claims to conform, but not who evaluated it",
        "name who did in a11y:certifiedBy, or take the claim away; never invent a name",
    ),
    # … its documents
    "D857": _error("a document has no title of its own", "say in <title> what it is about"),
    "D858": _error("a text has no language", "set lang and xml:lang on <html>"),
    "D859": _error("a heading is empty", "take it away, or say what follows"),
    "D860": _warning("a level of headings is left out", "use the next level; styles make it small"),
    "D861": _error("a picture is not described", 'say in alt what it shows, or alt="" where it only adorns'),
    "D862": _error("a table has no heading cells", "write heads of columns and rows as <th scope=…>"),
    "D863": _warning("a heading cell of a table does not say what it heads", "add scope=“col” or scope=“row”"),
    "D864": _error("an id stands twice in a document", "give one of the two its own"),
    "D865": _error("an attribute names an id that is not there", "mend it, or take it away"),
    "D866": _warning("a reading stands over single characters", "put it over the whole word, or in parentheses"),
    "D867": _warning("a sign would be shown as a box", "leave it out, or write what was meant"),
    # … ways through it
    "D868": _error(
        "an EPUB has no table of contents", 'write a <nav epub:type="toc"> and list it with properties="nav"'
    ),
    "D869": _warning("a heading and the table of contents do not agree", "give each an entry in its own words"),
    "D870": _warning("an entry of a table of contents lacks a language", "say it in each language of the book"),
    "D871": _error("a table of contents is out of order", "follow the spine, and the order in each document"),
    "D872": _warning("landmarks are missing, wrong or without a label", "list at least toc and bodymatter"),
    "D873": _error("the list of printed pages is broken", "list each page break once, in order, by its own label"),
    "D874": _warning(
        "the NCX says something else than the table of contents", "make both from one list, or leave it out"
    ),
    # … notes
    "D875": _error("a mark opens no note", "lead it to a footnote in the same file"),
    "D876": _warning("a note has no way back to its mark", "add a link with role=“doc-backlink”"),
    "D877": _error("a way back leads to the wrong place", "lead it to the mark that opens the note"),
    "D878": _warning(
        "epub:type and role of an element do not agree", "say both: readers of books ask one, of screens the other"
    ),
    # … languages
    "D879": _warning("a text is tagged with another language than its own", "tag it with its own"),
    "D880": _warning("a character belongs to the other script of Chinese", "write it in the text's script, or tag it"),
    "D881": _warning("a punctuation mark belongs to another language", "write ，。；：？！ in Chinese, and only there"),
    # … pairs of languages
    "D882": _error("half of a bilingual text is missing", "write it in every language of the book"),
    "D883": _warning("a text is the same in two languages", "translate it, or tag it with the language it is in"),
    "D884": _error("the languages of a text stand in another order than elsewhere", "keep one order"),
    "D885": _error("a text is hidden in one language only", "show both, or neither"),
    "D886": _warning("a table sets two languages side by side", "write paragraph below paragraph: screens are narrow"),
    # … what is seen
    "D887": _error("a font of an EPUB is missing or cannot be read", "embed it as OTF or TTF"),
    "D888": _warning("a font cannot be relied upon", "embed it as OTF or TTF, or do not name it"),
    "D889": _warning("a style takes the reader's own choice away", "use em or %; set color and background together"),
    # … what was not meant
    "D890": _error("a text was damaged on its way into an EPUB", "write what was meant"),
    "D891": _warning("a sign is not what it looks like", "type the word anew, in NFC, on one line"),
    "D892": _warning("the halves of a bilingual text are not made alike", "write each with the same parts"),
    "D893": _warning("a bracket does not close", "close it in the same paragraph"),
    "D894": _warning("a text stands twice in a row", "take one away"),
    "D895": _warning("a row of a table is too short", "give each row as many cells as the first"),
    "D896": _warning("a part is read out by another name than its own", "name it by its own heading or words"),
    # D9xx  machine: tools, store, workers, files
    "D900": _error("Python is too old", "start build.py with a newer one, such as python3.12"),
    "D901": _error("the system is not supported", "on Windows, use its Linux subsystem (WSL)"),
    "D902": _error(
        "the publication's folder cannot be written", "copy it to a place of your own, or ask for the right"
    ),
    "D903": _error("parts of the system are missing", "install them"),
    "D904": _error("apt-get could not install the missing parts", "see .venv.log"),
    "D905": _error("the private environment could not be made", "see .venv.log"),
    "D906": _error("Python packages could not be installed", "is there a network? see .venv.log, then start again"),
    "D907": _error("a file of the private environment could not be read or written", "mend that, then start again"),
    "D920": _error("a file cannot be written"),
    "D921": _error("a worker was stopped", "simplify the text it was making, or build with --jobs 1 to see more"),
    "D922": _error("nothing of this name is known"),
    "D923": _error("another build is writing here", "wait for it to end"),
    "D924": _error("a finished file is missing", "run: python3 build.py"),
    "D925": _error("the folder is not empty", "name a new one"),
    "D926": _warning(
        "the manifest of an older build cannot be read",
        "build all editions; a PDF or EPUB that the new manifest does not list then is of none: delete it",
    ),
}
