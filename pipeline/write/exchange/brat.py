"""brat stand-off: ``NAME.txt`` and ``NAME.ann``, with an ``annotation.conf`` that lets brat open the folder.

Offsets are characters as brat's server (Python) counts them, that is code points. A line of ``.ann`` cannot hold a line
break, so a span over several lines is written as brat does it: one fragment per line, the text joined by spaces. What
brat has no place for (canonical names, values, modality) stands in the annotator note of a mark, as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pipeline.read.decoding import decode
from pipeline.read.errors import UnreadableError
from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, check_span, file_name
from pipeline.write.exchange.standoff import LINKS, Link, Mark, Standoff, from_standoff, layer_labels, to_standoff

_BREAK = re.compile(r"[\r\n]+")
_FRAGMENT = re.compile(r"(\d{1,12}) (\d{1,12})")


def write_brat(documents: list[AnnotatedDocument], folder: Path) -> None:
    """Write each document as ``NAME.txt`` and ``NAME.ann``, and the configuration of the labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for annotated in documents:
        (folder / f"{file_name(annotated.name)}.txt").write_bytes(annotated.text.encode("utf-8"))
        (folder / f"{file_name(annotated.name)}.ann").write_bytes(_annotations(to_standoff(annotated)).encode("utf-8"))
    (folder / "annotation.conf").write_text(_configuration(), encoding="utf-8")


def _configuration() -> str:
    entities = "\n".join(label for names in layer_labels().values() for label in names)
    relations = "\n".join(f"{label}\tArg1:<ENTITY>, Arg2:<ENTITY>" for label in LINKS)
    overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    return f"[entities]\n{entities}\n\n[relations]\n{overlap}\n{relations}\n\n[events]\n\n[attributes]\n"


def _annotations(standoff: Standoff) -> str:
    lines: list[str] = []
    numbers = {mark.mark_id: f"T{number}" for number, mark in enumerate(standoff.marks, 1)}
    for mark in standoff.marks:
        fragments = _fragments(standoff.text, mark.start, mark.end)
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        surface = " ".join(standoff.text[start:end] for start, end in fragments)
        lines.append(f"{numbers[mark.mark_id]}\t{mark.label} {offsets}\t{surface}")
        note = json.dumps({"id": mark.mark_id, **mark.attributes}, ensure_ascii=True)
        lines.append(f"#{numbers[mark.mark_id][1:]}\tAnnotatorNotes {numbers[mark.mark_id]}\t{note}")
    for number, link in enumerate(standoff.links, 1):
        lines.append(f"R{number}\t{link.label} Arg1:{numbers[link.source]} Arg2:{numbers[link.target]}")
    return "".join(f"{line}\n" for line in lines)


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the pieces of a span that hold no line break."""
    pieces, at = [], start
    for found in _BREAK.finditer(text, start, end):
        pieces.append((at, found.start()))
        at = found.end()
    pieces.append((at, end))
    return [piece for piece in pieces if piece[0] < piece[1]] or [(start, end)]


def read_brat(path: Path) -> Iterator[AnnotatedDocument]:
    """Read an ``.ann`` file, or every one of a folder, with its ``.txt``.

    Raises
    ------
    ExchangeError
        If a line is malformed, a surface differs from the text, or a span is discontinuous over more than line breaks.
    """
    for file in sorted(path.glob("*.ann")) if path.is_dir() else [path]:
        source = file.with_suffix(".txt")
        try:
            text = decode(source.read_bytes()).text
        except (OSError, UnreadableError) as error:
            raise ExchangeError(f"{file}: its text {source.name} cannot be read: {error}") from None
        yield from_standoff(_parse(file, text), str(file))


def _parse(file: Path, text: str) -> Standoff:
    standoff, marks = Standoff(file.stem, text), dict[str, Mark]()
    links: list[tuple[str, str, str]] = []
    notes: list[tuple[str, str]] = []
    try:
        lines = file.read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise ExchangeError(f"{file}: is not UTF-8") from None
    for number, raw in enumerate(lines, 1):
        where, line = f"{file}:{number}", raw.rstrip("\r")
        fields = line.split("\t", 2)
        if line.startswith("T") and len(fields) == 3:
            marks[fields[0]] = _mark(fields, text, where)
        elif line.startswith("R") and len(fields) >= 2:
            links.append(_link(fields[1], where))
        elif line.startswith("#") and len(fields) == 3 and fields[1].startswith("AnnotatorNotes T"):
            notes.append((fields[1].split(" ")[1], fields[2]))
        elif line and line[0] not in "#*AN":
            raise ExchangeError(f"{where}: {line[:60]!r} is no text-bound annotation, relation or note")
    for target, note in notes:
        if target in marks:
            _read_note(marks[target], note)
    for label, source, target in links:
        if source not in marks or target not in marks:
            raise ExchangeError(f"{file}: the relation {label} from {source} to {target} leads nowhere")
        standoff.links.append(Link(label, marks[source].mark_id, marks[target].mark_id))
    standoff.marks = list(marks.values())
    return standoff


def _mark(fields: list[str], text: str, where: str) -> Mark:
    label, _, offsets = fields[1].partition(" ")
    fragments: list[tuple[int, int]] = []
    for piece in offsets.split(";"):
        found = _FRAGMENT.fullmatch(piece)
        if found is None:
            raise ExchangeError(f"{where}: {piece!r} is no pair of offsets")
        fragments.append((int(found[1]), int(found[2])))
    for (_, end), (start, _) in pairwise(fragments):
        if text[end:start].strip("\r\n"):
            raise ExchangeError(f"{where}: the span is discontinuous ({offsets}); Polyphonie holds unbroken spans only")
    for start, end in fragments:
        check_span(f"{where}: {fields[0]}", text, start, end)
    surface = " ".join(text[start:end] for start, end in fragments)
    if _BREAK.sub(" ", surface) != fields[2]:
        check_span(f"{where}: {fields[0]}", text, fragments[0][0], fragments[-1][1], fields[2])
    return Mark(fields[0], label, fragments[0][0], fragments[-1][1])


def _link(field: str, where: str) -> tuple[str, str, str]:
    parts = field.split(" ")
    if len(parts) != 3 or not parts[1].startswith("Arg1:") or not parts[2].startswith("Arg2:"):
        raise ExchangeError(f"{where}: {field!r} is no relation (LABEL Arg1:T1 Arg2:T2)")
    return parts[0], parts[1][5:], parts[2][5:]


def _read_note(mark: Mark, note: str) -> None:
    """Take the attributes from a note that this module wrote; a human annotator's free text is left alone."""
    try:
        attributes = json.loads(note)
    except ValueError:
        return
    if isinstance(attributes, dict):
        mark.attributes = {str(name): str(value) for name, value in attributes.items()}
        mark.mark_id = mark.attributes.pop("id", mark.mark_id)
