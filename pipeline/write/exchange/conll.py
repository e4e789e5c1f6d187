r"""CoNLL-U Plus: one token per line, entities, roles and dates as BIO tags in a column each.

White space is kept as UDPipe keeps it, in ``SpacesAfter`` and ``SpacesBefore`` of ``MISC`` (``\s`` space, ``\n`` line
feed, …), so the text comes back whole. Quotations, acts and attributes have no place here. A file without the line
``# global.columns`` is read as plain CoNLL: the word first, its BIO tag last, words joined by one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, place
from pipeline.write.exchange.standoff import Mark, Standoff, from_standoff, layer_of, to_standoff
from pipeline.write.exchange.tokens import tokenise

COLUMNS = ("ID", "FORM", "MISC", "POLYPHONIE:ENTITY", "POLYPHONIE:ROLE", "POLYPHONIE:DATE")
_ESCAPES = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r", "|": "\\p", "\\": "\\\\"}
_UNESCAPES = {escape[1]: character for character, escape in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\(.)", re.DOTALL)
_BREAKING = frozenset("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def write_conll(documents: list[AnnotatedDocument], path: Path) -> None:
    """Write documents into one file.

    Raises
    ------
    ExchangeError
        If two annotations of one layer overlap, which a column of tags cannot hold.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"# global.columns = {' '.join(COLUMNS)}"]
    for annotated in documents:
        lines += _document(to_standoff(annotated))
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))


def _column(mark: Mark) -> str | None:
    if mark.label == "ROLE":
        return "POLYPHONIE:ROLE"
    return {"entity": "POLYPHONIE:ENTITY", "date": "POLYPHONIE:DATE"}.get(layer_of(mark.label) or "")


def _document(standoff: Standoff) -> list[str]:
    text = standoff.text
    marks = [mark for mark in standoff.marks if _column(mark)]
    for mark in marks:
        if text[mark.start].isspace() or text[mark.end - 1].isspace():
            where = place(text, mark.start, mark.end)
            raise ExchangeError(f"{standoff.name}: {mark.label} begins or ends with white space at {where}")
    tokens = tokenise(text, ((mark.start, mark.end) for mark in marks))
    tags = _tags(standoff, marks, tokens)
    lines, rows, before = [f"# newdoc id = {' '.join(standoff.name.split())}"], list[str](), ""
    for index, (start, end) in enumerate(tokens):
        form = text[start:end]
        if form.isspace():
            before = form if index == 0 else ""
            continue
        after = next((text[slice(*token)] for token in tokens[index + 1 : index + 2]), "")
        after = after if after.isspace() else ""
        cells = [str(len(rows) + 1), form, _misc(before, after), *(tags[column][index] for column in COLUMNS[3:])]
        rows.append("\t".join(cells))
        before = ""
        if "\n" in after:
            lines, rows = [*lines, *rows, ""], []
    return [*lines, *rows, ""] if rows else lines


def _tags(standoff: Standoff, marks: list[Mark], tokens: list[tuple[int, int]]) -> dict[str, list[str]]:
    tags = {column: ["O"] * len(tokens) for column in COLUMNS[3:]}
    begins = {start: index for index, (start, _) in enumerate(tokens)}
    for mark in marks:
        column, index = tags[_column(mark) or ""], begins[mark.start]
        prefix = "B"
        while index < len(tokens) and tokens[index][1] <= mark.end:
            if column[index] != "O":
                where = f"{standoff.name}: {mark.label} at characters {mark.start} to {mark.end}"
                raise ExchangeError(f"{where} overlaps another annotation of its layer; CoNLL cannot hold both")
            column[index] = f"{prefix}-{mark.label}"
            prefix, index = "I", index + 1
    return tags


def _misc(before: str, after: str) -> str:
    fields = [f"SpacesBefore={_escape(before)}"] if before else []
    if after == "":
        fields.append("SpaceAfter=No")
    elif after != " ":
        fields.append(f"SpacesAfter={_escape(after)}")
    return "|".join(fields) or "_"


def _escape(space: str) -> str:
    return "".join(_ESCAPES.get(x) or (f"\\u{ord(x):04x}" if x in _BREAKING else x) for x in space)


def _unescape(escaped: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _UNESCAPES.get(found[2], ""), escaped)


def read_conll(path: Path) -> Iterator[AnnotatedDocument]:
    """Read a CoNLL-U Plus file of this module, or a plain CoNLL file.

    Raises
    ------
    ExchangeError
        If a line has too few columns or a tag is no BIO tag; names file and line.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ExchangeError(f"{path}: cannot be read as UTF-8: {error}") from None
    columns: list[str] = []
    reader = _Reader(str(path), path.stem)
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r")
        if line.startswith("# global.columns ="):
            columns = line.partition("=")[2].split()
        elif line.startswith(("# newdoc", "-DOCSTART-")):
            yield from reader.finish()
            reader = _Reader(str(path), line.partition("id =")[2].strip() or f"{path.stem}-{number}")
        elif line.startswith("#") and columns:
            continue
        elif line.strip():
            reader.add(line, columns, number)
        else:
            reader.end_sentence(plain=not columns)
    yield from reader.finish()


class _Reader:
    """Collects the tokens and tags of one document."""

    def __init__(self, path: str, name: str) -> None:
        self.path, self.name, self.text = path, name, ""
        self.open: dict[str, Mark] = {}
        self.marks: list[Mark] = []

    def add(self, line: str, columns: list[str], number: int) -> None:
        where = f"{self.path}:{number}"
        cells = line.split("\t") if columns else line.split()
        if len(cells) < max(2, len(columns)):
            raise ExchangeError(f"{where}: {len(cells)} columns, expected {len(columns) or 'a word and a tag'}")
        row = dict(zip(columns, cells, strict=False)) if columns else {"FORM": cells[0], "TAG": cells[-1]}
        if columns and "FORM" not in row:
            raise ExchangeError(f"{where}: there is no column FORM")
        misc = {name: value for name, _, value in (field.partition("=") for field in row.get("MISC", "").split("|"))}
        self.text += _unescape(misc.get("SpacesBefore", ""))
        start = len(self.text)
        self.text += row["FORM"]
        for column, tag in row.items():
            if column == "TAG" or column.startswith("POLYPHONIE:"):
                self._tag(column, tag, start, where)
        self.text += "" if misc.get("SpaceAfter") == "No" else _unescape(misc.get("SpacesAfter", "\\s"))

    def _tag(self, column: str, tag: str, start: int, where: str) -> None:
        prefix, _, label = tag.partition("-")
        if prefix not in ("B", "I", "O") or (prefix == "O") == bool(label):
            raise ExchangeError(f"{where}: {tag!r} is no BIO tag")
        current = self.open.get(column)
        if prefix == "I" and current is not None and current.label == label:
            current.end = len(self.text)
            return
        self.open.pop(column, None)
        if label:
            mark = self.open[column] = Mark(f"{column}-{len(self.marks)}", label, start, len(self.text))
            self.marks.append(mark)

    def end_sentence(self, *, plain: bool) -> None:
        if plain:
            self.text = self.text.rstrip(" ") + "\n" if self.text else ""
            self.open.clear()

    def finish(self) -> Iterator[AnnotatedDocument]:
        if self.text.strip():
            standoff = Standoff(self.name, self.text, sorted(self.marks, key=lambda mark: mark.start))
            yield from_standoff(standoff, self.path)
