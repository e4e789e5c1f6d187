"""INCEpTION: UIMA CAS as XMI, one ``NAME.xmi`` per document, and ``TypeSystem.xml`` with the two layers.

The file counts in UTF-16 units, as Java does; dkpro-cassis converts from and to code points. Needs the extra
``inception`` (``pip install polyphonie[inception]``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, check_span, file_name, place
from pipeline.write.exchange.standoff import Link, Mark, Standoff, from_standoff, to_standoff

SPAN, LINK = "webanno.custom.Polyphonie", "webanno.custom.PolyphonieLink"
TYPE_SYSTEM = Path(__file__).parent / "typesystem.xml"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _cassis() -> ModuleType:
    try:
        import cassis
    except ImportError:
        raise ExchangeError("UIMA CAS needs dkpro-cassis: pip install 'polyphonie[inception]'") from None
    return cassis


def write_uima(documents: list[AnnotatedDocument], folder: Path) -> None:
    """Write each document as ``NAME.xmi``, and the type system.

    Raises
    ------
    ExchangeError
        If a text holds a control character that XML cannot hold, or dkpro-cassis is not installed.
    """
    cassis = _cassis()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "TypeSystem.xml").write_bytes(TYPE_SYSTEM.read_bytes())
    typesystem = cassis.load_typesystem(TYPE_SYSTEM.read_text(encoding="utf-8"))
    for annotated in documents:
        illegal = _NOT_XML.search(annotated.text)
        if illegal is not None:
            where = place(annotated.text, *illegal.span())
            raise ExchangeError(f"{annotated.name}: XML cannot hold the character at {where}")
        cas = _cas(cassis.Cas(typesystem=typesystem), to_standoff(annotated))
        try:
            cas.to_xmi(folder / f"{file_name(annotated.name)}.xmi")
        except ValueError as error:  # lxml, of a control character in an attribute
            raise ExchangeError(f"{annotated.name}: XML cannot hold an attribute: {error}") from None


def _cas(cas: Any, standoff: Standoff) -> Any:
    """Fill an empty CAS."""
    cas.sofa_string, cas.sofa_mime = standoff.text, "text/plain"
    span, link = cas.typesystem.get_type(SPAN), cas.typesystem.get_type(LINK)
    annotations: dict[str, Any] = {}
    for number, mark in enumerate(standoff.marks):
        attributes = {**mark.attributes, "number": number, "label": mark.label, "mark_id": mark.mark_id}
        annotations[mark.mark_id] = span(begin=mark.start, end=mark.end, **attributes)
        cas.add_annotation(annotations[mark.mark_id])
    for number, item in enumerate(standoff.links):
        dependent = annotations[item.target]
        ends = {"Governor": annotations[item.source], "Dependent": dependent}
        cas.add_annotation(link(begin=dependent.begin, end=dependent.end, label=item.label, number=number, **ends))
    return cas


def read_uima(path: Path) -> Iterator[AnnotatedDocument]:
    """Read an ``.xmi`` file, or every one of a folder, with the ``TypeSystem.xml`` beside it.

    Raises
    ------
    ExchangeError
        If a file is no XMI of these layers, or a span does not fit the text.
    """
    cassis = _cassis()
    for file in sorted(path.glob("*.xmi")) if path.is_dir() else [path]:
        system = file.parent / "TypeSystem.xml"
        data = file.read_bytes()
        description = (system if system.is_file() else TYPE_SYSTEM).read_bytes()
        if b"<!DOCTYPE" in data or b"<!DOCTYPE" in description:
            raise ExchangeError(f"{file}: a document type declaration is not accepted")
        try:
            typesystem = cassis.load_typesystem(description.decode("utf-8"))
            cas = cassis.load_cas_from_xmi(data.decode("utf-8"), typesystem=typesystem)
            standoff = _standoff(cas, file)
        except ExchangeError:
            raise
        except Exception as error:  # a damaged file fails anywhere inside lxml or cassis
            raise ExchangeError(f"{file}: cannot be read as UIMA CAS: {error}") from None
        yield from_standoff(standoff, str(file))


def _standoff(cas: Any, file: Path) -> Standoff:
    standoff = Standoff(file.stem, cas.sofa_string)
    own = ("number", "label", "mark_id")
    features = [feature.name for feature in cas.typesystem.get_type(SPAN).features if feature.name not in own]
    marks: dict[int, str] = {}
    for number, annotation in enumerate(_in_order(cas.select(SPAN))):
        mark_id = annotation.mark_id or f"span-{number}"
        check_span(f"{file}: {mark_id}", standoff.text, annotation.begin, annotation.end)
        known = {name: str(value) for name in features if (value := getattr(annotation, name)) is not None}
        standoff.marks.append(Mark(mark_id, str(annotation.label), annotation.begin, annotation.end, known))
        marks[id(annotation)] = mark_id
    for link in _in_order(cas.select(LINK)):
        ends = (marks[id(link.Governor)], marks[id(link.Dependent)])
        standoff.links.append(Link(str(link.label), *ends))
    return standoff


def _in_order(annotations: Any) -> list[Any]:
    """Return annotations in the order in which they were written; an annotator's own come last."""
    return sorted(annotations, key=lambda x: (getattr(x, "number", None) is None, int(getattr(x, "number", 0) or 0)))
