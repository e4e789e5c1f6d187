"""Bytes to text: UTF-8, UTF-16 and the legacy encodings of French files, without touching a character.

The text is what the bytes say: line ends, NULs, combining accents and direction marks stay; only a byte order mark
is left out. The order of the attempts is that of their reliability: a byte order mark, the zero bytes of UTF-16,
strict UTF-8 (which legacy text practically never is by chance), the legacy encoding that makes the high bytes French
letters and punctuation, and for other texts charset-normalizer's choice among those encodings.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pipeline.read.errors import UnreadableError
from pipeline.schema.messages import told

FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’‘“”«»–—…€°•\u00a0")
LEGACY = ("cp1252", "mac_roman", "cp850")
MAGIC = {
    b"%PDF": "pdf",
    b"PK\x03\x04": "zip",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"\x1f\x8b": "gzip",
    b"PAR1": "parquet",
    b"\xd0\xcf\x11\xe0": "office",
    b"{\\rtf": "rtf",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# A capital or a mark inside a word: the sign of a wrong code page.
_ODD = re.compile(r"(?<=[a-zà-ÿœ])[À-ÖØ-ÞŸŒ]|(?<=[^\W\d_])[‘“”«»—…€°•\u00a0](?=[a-zà-ÿœ])")
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it came in (a Python codec name, ``utf-8-sig`` when there was a byte order mark)."""

    text: str
    encoding: str


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode the bytes of a text file.

    Parameters
    ----------
    data
        The whole file.
    declared
        An encoding that the file itself declares (``<meta charset>``), tried after the byte order mark and UTF-8.

    Raises
    ------
    UnreadableError
        ``binary`` if the bytes are no text, ``undecodable`` if they are damaged text.
    """
    refuse_binary(data)
    for mark, name, codec in MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], codec), name)
    wide = _wide(data)
    if wide:
        return Decoded(_strictly(data, wide), wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _damaged_utf8(data):
            place = f"{error.start} (0x{data[error.start]:02x})"
            raise UnreadableError("undecodable", told("read.damaged-at", codec="UTF-8", byte=place)) from None
    return _legacy(data, declared)


def encoding_of(sample: bytes) -> str:
    """Return the codec of a table from its first bytes (``utf-8-sig`` whenever they are UTF-8)."""
    refuse_binary(sample)
    for mark, name, _ in MARKS:
        if sample.startswith(mark):
            return "utf-16" if name.startswith("utf-16") else name
    wide = _wide(sample)
    if wide:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "utf-8-sig" if _damaged_utf8(sample) else _legacy(sample, None).encoding
    return "utf-8-sig"


def refuse_binary(data: bytes) -> None:
    """Raise ``UnreadableError("binary")`` if the bytes are those of an image, an archive or the like."""
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise UnreadableError("binary", told("read.no-text", what=told(f"read.{what}")))
    sample = data[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > len(sample) // 20 and not _wide(sample) and not sample.startswith(b"\xff\xfe"):
        raise UnreadableError("binary", told("read.binary"))


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        message = told("read.damaged-at", codec=codec, byte=error.start)
        raise UnreadableError("undecodable", message) from None


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark by the zero bytes of its Latin letters."""
    sample = data[: _SAMPLE & ~1]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from a legacy encoding: nearly all its high bytes form valid sequences."""
    high = sum(byte > 0x7F for byte in data)
    valid = sum(len(sequence) for sequence in _MULTIBYTE.findall(data))
    return valid >= 4 and valid > 0.8 * high


def _legacy(data: bytes, declared: str | None) -> Decoded:
    if declared:
        try:
            name = codecs.lookup(declared).name
            name = "cp1252" if name in ("iso8859-1", "ascii", "utf-8") else name  # as browsers do
            return Decoded(data.decode(name), name)
        except (LookupError, UnicodeDecodeError):
            pass
    name = _most_french(data)
    if name is None:
        best = from_bytes(data[:_SAMPLE], cp_isolation=list(LEGACY), threshold=0.5).best()
        name = best.encoding if best is not None else "cp1252"
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:  # the five bytes that cp1252 leaves undefined
        return Decoded(data.decode("latin-1"), "latin-1")


def _most_french(data: bytes) -> str | None:
    """Return the legacy encoding in which nearly all high bytes are what French writes, the first on a tie."""
    sample = data[:_SAMPLE]
    high = sum(byte > 0x7F for byte in sample)
    best, share = None, 0.9 * high
    for name in LEGACY:
        text = sample.decode(name, errors="replace")
        french = sum(character in FRENCH for character in text) - 2 * len(_ODD.findall(text))
        if french > share:
            best, share = name, french
    return best
