"""Load rule data: TOML tables and TSV lists beside this module, validated, with errors that name file and entry."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

DATA = Path(__file__).parent
GAZETTEER = DATA / "gazetteer"
GAZETTEER_COLUMNS = (
    "label",
    "subtype",
    "name_fr",
    "name_en",
    "country",
    "wikidata",
    "aliases_fr",
    "aliases_en",
    "flags",
    "source",
)
Entry = TypeVar("Entry", bound=BaseModel)


class RuleError(ValueError):
    """A rule file is wrong; the message names the file and the entry and says what to do."""


def data_path(language: str, name: str) -> Path:
    """Return the path of a data file of one language, for example ``data_path("fr", "speech.toml")``."""
    return DATA / language / name


def _where(path: Path) -> str:
    return str(path.relative_to(DATA)) if path.is_relative_to(DATA) else str(path)


def load_table(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    RuleError
        If the file is missing or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuleError(f"{_where(path)}: no such rule file") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{_where(path)}: not valid TOML: {error}") from None


def load_entries(path: Path, key: str, model: type[Entry]) -> list[Entry]:
    """Read and validate the array of tables ``[[key]]`` of a TOML file.

    Raises
    ------
    RuleError
        If an entry does not fit the model (unknown keys included) or two entries share an id.
    """
    entries: list[Entry] = []
    seen: set[str] = set()
    for number, raw in enumerate(load_table(path).get(key, []), start=1):
        name = str(raw.get("id", f"entry {number}"))
        if name in seen:
            raise RuleError(f"{_where(path)}: {key} {name!r}: this id is used twice")
        seen.add(name)
        entries.append(validate(model, raw, f"{_where(path)}: {key} {name!r}"))
    return entries


def validate(model: type[Entry], raw: Any, where: str) -> Entry:
    """Validate one raw entry, turning pydantic's report into one line per problem after ``where``."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'entry'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise RuleError(f"{where}: {problems}") from None


def read_tsv(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield the rows of a tab-separated file with a header; lines that start with ``#`` are comments.

    Raises
    ------
    RuleError
        If the header differs from ``columns`` or a row has another number of fields.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise RuleError(f"{_where(path)}: no such rule file") from None
    numbered = [(n, line) for n, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    reader = csv.reader((line for _, line in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader, [])
    if tuple(header) != columns:
        raise RuleError(f"{_where(path)}: the header is {header}, expected {list(columns)}")
    for (number, _), row in zip(numbered[1:], reader, strict=True):
        if len(row) != len(columns):
            raise RuleError(f"{_where(path)}: line {number}: {len(row)} fields, expected {len(columns)}")
        yield dict(zip(columns, row, strict=True))
