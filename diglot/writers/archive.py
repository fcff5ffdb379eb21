"""PDF/A-3a and PDF/UA-1 in one file: what its XMP must say (ISO 19005-3, 6.6; ISO 14289-1, 5)."""

from __future__ import annotations

from typing import Any

VARIANT = "pdf/a-3a"

_UNIVERSAL = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""PDF/A allows properties of other standards where their schema is described (ISO 19005-3, 6.6.2.3)."""
_END = b"</rdf:RDF>"


def universal(metadata: Any) -> None:
    """Let the metadata of a WeasyPrint document say that it is PDF/UA-1 too, in XMP that is not compressed."""
    include, generate = metadata.include_in_pdf, metadata.generate_rdf_metadata

    def included(pdf: Any, variant: str, version: int, conformance: str, _compress: bool) -> None:
        include(pdf, variant, version, conformance, compress=False)

    def generated(*words: Any) -> bytes:
        rdf: bytes = generate(*words)
        return rdf.replace(_END, _UNIVERSAL + _END)

    metadata.include_in_pdf, metadata.generate_rdf_metadata = included, generated
