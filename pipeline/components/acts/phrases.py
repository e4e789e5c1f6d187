"""Spans of noun phrases, infinitives and clauses, after the annotation guide (part D, U3)."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading

LEFT_OUT = frozenset({"case", "mark", "cc", "punct", "expl:subj"})
CUT = frozenset({"acl:relcl", "conj", "parataxis", "ccomp", "advcl", "appos", "dislocated", "nsubj", "obj", "advmod"})
EDGE = frozenset('.,;:!?…«»"“”„‟‹›()[]–—-·•*')


@dataclass(slots=True)
class Filler:
    """A candidate filler of a role: tokens ``first``..``last`` (inclusive), head token, how it was found."""

    first: int
    last: int
    head: int
    kind: str = "noun"
    resolution: str = "span"
    path: str = ""


def char_span(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """Return the character span of tokens ``first``..``last`` without punctuation, quotes and space at its edges."""
    doc, text = reading.tokens, reading.text
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    while start < end and (text[start] in EDGE or text[start].isspace()):
        start += 1
    while (
        end > start
        and (text[end - 1] in EDGE or text[end - 1].isspace())
        and not (text[end - 1] == ")" and "(" in text[start:end])
    ):
        end -= 1
    return (start, end) if start < end else None


def noun_phrase(reading: Reading, head: int, *, wide: bool = False) -> Filler:
    """Return the maximal noun phrase of a head: without preposition, relative clause, comma apposition, conjuncts.

    ``wide`` keeps relative clauses and what else depends on it (for the content of an act).
    """
    token = reading.tokens[head]
    sentence = reading.bounds(head)
    first = _left_edge(reading, token, sentence[0])
    last = _wide_edge(reading, token, sentence[1]) if wide else _right_edge(reading, token, sentence[1])
    return Filler(first, last, head)


def _left_edge(reading: Reading, token: Token, floor: int) -> int:
    first = token.i
    for child in sorted((c for c in token.children if c.i < token.i), key=lambda c: -c.i):
        if child.dep_ in LEFT_OUT or child.i < floor:
            if reading.words[child.i] in QUOTES or not reading.words[child.i]:
                continue
            if child.dep_ == "punct":
                break
            continue
        if child.dep_ in {"conj", "acl:relcl", "nsubj", "advcl"} or child.pos_ in VERBAL:
            break
        if child.dep_ == "advmod" and child.i < first - 1:
            break
        first = min(first, _left_edge(reading, child, floor))
    return first


def _right_edge(reading: Reading, token: Token, ceiling: int) -> int:
    last = token.i
    for child in sorted((c for c in token.children if c.i > token.i), key=lambda c: c.i):
        if child.i >= ceiling:
            break
        if reading.words[child.i] in reading.grammar["possessive_mark"] and child.dep_ == "case":
            continue
        if child.dep_ == "punct" or not reading.words[child.i]:
            if reading.words[child.i] in {",", ";", ":", "–", "—"}:
                break
            continue
        if _is_acronym_in_brackets(reading, child):
            last = child.i + 1
            continue
        if child.dep_ in CUT or reading.words[_first_word(child)] in reading.grammar["relative"]:
            if child.dep_ == "conj" and child.i - last <= 3 and child.pos_ == "ADJ" and token.pos_ == "ADJ":
                last = max(last, _right_edge(reading, child, ceiling))
                continue
            break
        if child.dep_ == "acl" and child.pos_ in VERBAL and "Part" not in child.morph.get("VerbForm", []):
            break
        last = max(last, _right_edge(reading, child, ceiling))
    return last


def _first_word(token: Token) -> int:
    return min(token.i, token.left_edge.i)


def _is_acronym_in_brackets(reading: Reading, child: Token) -> bool:
    doc, i = reading.tokens, child.i
    return (
        0 < i < len(doc) - 1
        and doc[i - 1].text == "("
        and doc[i + 1].text == ")"
        and (child.text.isupper() or child.pos_ == "PROPN")
        and len(child.text) <= 8
    )


def _wide_edge(reading: Reading, token: Token, ceiling: int) -> int:
    last = token.i
    for child in token.children:
        if not token.i < child.i < ceiling or child.dep_ == "parataxis":
            continue
        if child.dep_ != "conj" or child.pos_ == token.pos_ == "ADJ":
            last = max(last, min(_wide_edge(reading, child, ceiling), ceiling - 1))
    return last


def subtree_end(reading: Reading, head: int, *, conjuncts: bool = True) -> int:
    """Return the last token of a clause: its right edge in the tree, inside the sentence, without what reports it."""
    token = reading.tokens[head]
    _, ceiling = reading.bounds(head)
    last = head
    stack = [token]
    while stack:
        current = stack.pop()
        last = max(last, current.i)
        for child in current.children:
            if child.i >= ceiling or (child.dep_ == "parataxis"):
                continue
            if child.dep_ == "conj" and current is token and not conjuncts:
                continue
            if _is_reporting_incise(reading, child):
                continue
            stack.append(child)
    return min(last, ceiling - 1)


def _is_reporting_incise(reading: Reading, token: Token) -> bool:
    """Whether a verb heads an incise (*, a-t-il dit* ; *, déclare le ministre*) rather than part of the clause."""
    if token.pos_ not in VERBAL or token.dep_ not in {"advcl", "ccomp", "dep", "conj", "xcomp"}:
        return False
    before = reading.tokens[token.left_edge.i - 1] if token.left_edge.i > 0 else None
    inverted = any(reading.words[c.i] in reading.grammar["inverted_pronoun"] for c in token.children)
    return inverted and (before is None or before.text in {",", "»", "”", '"'} or token.left_edge.text in {",", "»"})


def infinitive_phrase(reading: Reading, verb: int) -> Filler:
    """Return an infinitive phrase, from its negation and clitics to its last complement, conjuncts left to others."""
    first = verb
    floor, _ = reading.bounds(verb)
    i = verb - 1
    while i >= floor:
        word = reading.words[i]
        if not word or word in QUOTES:
            i -= 1
            continue
        if (
            (
                word in reading.grammar["negation"] | reading.grammar["negative"] | reading.grammar["clitic"]
                and (reading.tokens[i].dep_ != "case")
            )
            or reading.tokens[i].pos_ == "ADV"
            or "inf" in reading.tags(i)
        ):
            first = i
        else:
            break
        i -= 1
    return Filler(first, subtree_end(reading, verb, conjuncts=False), verb, "infinitive")


def clause(reading: Reading, verb: int, first: int) -> Filler:
    """Return a clause from token ``first`` to the right edge of its verb."""
    return Filler(first, max(first, subtree_end(reading, verb)), verb, "clause")


def head_of_phrase(reading: Reading, i: int) -> int:
    """Return the head noun of the noun phrase that ends at token ``i`` (climbing through its modifiers)."""
    token = reading.tokens[i]
    floor, _ = reading.bounds(i)
    while (
        token.head.i != token.i
        and floor <= token.head.i < token.i
        and token.head.pos_ in NOMINAL | {"ADJ"}
        and token.dep_ not in {"nsubj", "obj", "appos", "conj"}
    ):
        token = token.head
    return token.i


def conjuncts(reading: Reading, head: int) -> list[int]:
    """Return a head and the heads coordinated with it to its right, of the same kind."""
    found, queue = [head], [reading.tokens[head]]
    while queue:
        token = queue.pop(0)
        for child in token.children:
            if child.dep_ != "conj" or child.i <= head:
                continue
            nominal = child.pos_ in NOMINAL and reading.tokens[head].pos_ in NOMINAL
            if nominal or (child.pos_ in VERBAL and reading.tokens[head].pos_ in VERBAL):
                found.append(child.i)
                queue.append(child)
    return sorted(found)
