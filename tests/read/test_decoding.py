"""French text comes back from its bytes exactly, whatever the encoding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.decoding import decode
from pipeline.read.errors import UnreadableError

STATEMENT = (
    "Le ministère dément « catégoriquement » les allégations du journal.\r\n"
    "L’ambassadeur, reçu à midi, a déclaré : « C’est faux ! » – où sont les preuves ?\n"
)
SCALARS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_a_french_statement_is_read_in_every_usual_encoding(encoding: str) -> None:
    decoded = decode(STATEMENT.encode(encoding))
    assert decoded.text == STATEMENT
    assert "".encode(decoded.encoding) is not None


def test_the_encoding_is_recorded() -> None:
    assert decode(STATEMENT.encode("utf-8")).encoding == "utf-8"
    assert decode(STATEMENT.encode("utf-8-sig")).encoding == "utf-8-sig"
    assert decode(STATEMENT.encode("cp1252")).encoding == "cp1252"
    assert decode(STATEMENT.encode("utf-16")).encoding == "utf-16-le"


def test_old_dos_text_is_not_taken_for_macintosh_text() -> None:
    text = "Élysée : l'été dernier, le préfet a déposé plainte."
    assert decode(text.encode("cp850")).text == text


def test_decomposed_accents_and_invisible_marks_stay() -> None:
    text = unicodedata.normalize("NFD", STATEMENT) + "\x00 🙃 \u200fسلام\u200e \ufeff fin"
    assert decode(text.encode("utf-8")).text == text


@given(SCALARS)
def test_utf8_round_trip(text: str) -> None:
    data = text.encode("utf-8-sig")
    try:
        assert decode(data).text == text
    except UnreadableError as error:
        assert error.error == "binary"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.4 \xe2\xe3", "binary"),
        (b"PK\x03\x04\x14\x00", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        ("La séance est levée. ".encode() * 5 + b"\xff\xfe\xe9", "undecodable"),
        (b"\xff\xfe" + "Bonjour".encode("utf-16-le") + b"\x00", "undecodable"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(data: bytes, error: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert caught.value.error == error
    assert caught.value.message
