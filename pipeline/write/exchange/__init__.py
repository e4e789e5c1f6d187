"""Annotations in and out: our own JSON and the formats of annotation tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError, excerpt
from pipeline.write.exchange.brat import read_brat, write_brat
from pipeline.write.exchange.conll import read_conll, write_conll
from pipeline.write.exchange.docbin import read_docbin, write_docbin
from pipeline.write.exchange.gold_json import read_gold, write_gold
from pipeline.write.exchange.label_studio import read_label_studio, write_label_studio
from pipeline.write.exchange.prodigy import read_prodigy, write_prodigy
from pipeline.write.exchange.uima import read_uima, write_uima

__all__ = ["FORMATS", "AnnotatedDocument", "ExchangeError", "Format", "excerpt", "format_of", "load", "save"]


@dataclass(frozen=True)
class Format:
    """An exchange format: its files' suffix, whether a collection is a folder, how to read and to write it."""

    suffix: str
    folder: bool
    read: Callable[[Path], Iterable[AnnotatedDocument]]
    write: Callable[[list[AnnotatedDocument], Path], None]


FORMATS: dict[str, Format] = {
    "json": Format(".json", True, read_gold, write_gold),
    "brat": Format(".ann", True, read_brat, write_brat),
    "label-studio": Format(".json", False, read_label_studio, write_label_studio),
    "prodigy": Format(".jsonl", False, read_prodigy, write_prodigy),
    "inception": Format(".xmi", True, read_uima, write_uima),
    "docbin": Format(".spacy", False, read_docbin, write_docbin),
    "conll": Format(".conllup", False, read_conll, write_conll),
}
_SUFFIXES = {
    ".ann": "brat",
    ".jsonl": "prodigy",
    ".xmi": "inception",
    ".spacy": "docbin",
    ".conllup": "conll",
    ".conll": "conll",
    ".bio": "conll",
}


def format_of(path: Path) -> str:
    """Return the name of the format that a file or folder of annotations is in.

    Raises
    ------
    ExchangeError
        If there is no such file, or nothing in it looks like annotations.
    """
    if not path.exists():
        raise ExchangeError(f"{path}: no such file or folder")
    files = sorted(item for item in path.iterdir() if item.is_file()) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".json":
            with file.open("rb") as stream:
                return "label-studio" if stream.read(200).lstrip().startswith(b"[") else "json"
        if file.suffix in _SUFFIXES:
            return _SUFFIXES[file.suffix]
    raise ExchangeError(f"{path}: holds no annotations in a known format ({', '.join(FORMATS)})")


def load(path: Path, name: str | None = None, texts: Mapping[str, str] | None = None) -> list[AnnotatedDocument]:
    """Read a collection of annotated documents.

    Parameters
    ----------
    path
        A file, or a folder of files.
    name
        Of the format; None: told from the files.
    texts
        Document name to text, for gold JSON without texts of its own.

    Raises
    ------
    ExchangeError
        If the format is unknown, a file is damaged, a document comes twice, or a surface differs from its text.
    """
    name = name or format_of(path)
    if name not in FORMATS:
        raise ExchangeError(f"there is no format {name!r}; use {', '.join(FORMATS)}")
    if name == "json":
        documents = list(read_gold(path, texts))
    elif path.is_dir() and not FORMATS[name].folder:
        files = sorted(file for file in path.iterdir() if file.suffix == FORMATS[name].suffix)
        documents = [annotated for file in files for annotated in FORMATS[name].read(file)]
    else:
        documents = list(FORMATS[name].read(path))
    seen: set[str] = set()
    for annotated in documents:
        if annotated.name in seen:
            raise ExchangeError(
                f"{path}: the document {annotated.name!r} is there twice; give one collection of annotations"
            )
        seen.add(annotated.name)
    return documents


def save(documents: list[AnnotatedDocument], path: Path, name: str) -> None:
    """Write a collection of annotated documents in a format.

    Raises
    ------
    ExchangeError
        If the format is unknown or cannot hold an annotation, or a span lies outside of its text.
    """
    if name not in FORMATS:
        raise ExchangeError(f"there is no format {name!r}; use {', '.join(FORMATS)}")
    FORMATS[name].write(documents, path)
