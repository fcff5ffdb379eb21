"""The nouns: frozen values that every stage takes and returns.

Nothing here reads a file, prints or knows a format. Texts in HTML are XHTML fragments
that pandoc wrote from a checked AST; everything else is plain text to be escaped.
"""

from diglot.model.manuscript import (
    FINGERPRINT,
    Artifact,
    Cell,
    Chapter,
    Contents,
    FontFace,
    GlossaryEntry,
    Job,
    Manuscript,
    Pages,
    Rendered,
    Row,
    Uses,
)
from diglot.model.notices import Claim, Disclaimer, Evidence, Placed, Reference
from diglot.model.place import Json, Place
from diglot.model.publication import SIDED, Edition, Jurisdiction, Output, Policy, Provenance, Publication, locale
from diglot.model.texts import CODE, OURS, VARIETIES, Concept, Document, Message, Term, TermBase, Unit

__all__ = [
    "CODE",
    "FINGERPRINT",
    "OURS",
    "SIDED",
    "VARIETIES",
    "Artifact",
    "Cell",
    "Chapter",
    "Claim",
    "Concept",
    "Contents",
    "Disclaimer",
    "Document",
    "Edition",
    "Evidence",
    "FontFace",
    "GlossaryEntry",
    "Job",
    "Json",
    "Jurisdiction",
    "Manuscript",
    "Message",
    "Output",
    "Pages",
    "Place",
    "Placed",
    "Policy",
    "Provenance",
    "Publication",
    "Reference",
    "Rendered",
    "Row",
    "Term",
    "TermBase",
    "Unit",
    "Uses",
    "locale",
]
