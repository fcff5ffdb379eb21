"""diglot: bilingual books and handouts from Markdown and gettext catalogs."""

__version__ = "0.1.0"
