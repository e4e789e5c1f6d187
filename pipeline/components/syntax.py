"""One syntax for every layer: the labels of spaCy's English models turned into those of the French one.

The English models are trained on ClearNLP dependencies: prepositions head their phrase, the copula heads its predicate.
The French ones follow Universal Dependencies, and so do our rules. The component rewrites heads, labels and the part of
speech of possessives (``their`` is a determiner); it adds and removes no token and moves no sentence boundary.
"""

import numpy as np
from spacy.attrs import DEP, HEAD, POS
from spacy.language import Language
from spacy.symbols import AUX, DET, NOUN, NUM, PRON, PROPN
from spacy.tokens import Doc, Span

NOMINAL = frozenset({NOUN, PROPN, PRON, NUM})
RENAMED = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "relcl": "acl:relcl",
    "neg": "advmod",
    "prt": "compound:prt",
    "npadvmod": "obl:mod",
    "quantmod": "advmod",
    "predet": "det",
    "preconj": "cc",
    "intj": "discourse",
    "oprd": "xcomp",
    "acomp": "xcomp",
    "attr": "xcomp",
    "dative": "iobj",
    "pobj": "obl:mod",
    "pcomp": "advcl",
}
PREPOSITIONS = {"prep": "obl:mod", "agent": "obl:agent", "dative": "obl:arg"}
OBJECTS = frozenset({"pobj", "obl:mod", "obl:arg", "nmod"})
# OntoNotes labels to the four of the French model; dates and numbers are no names.
LABELS = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
    "EVENT": "MISC",
    "LAW": "MISC",
    "WORK_OF_ART": "MISC",
}
PREDICATES = frozenset({"attr", "acomp"})


def universal(heads: list[int], labels: list[str], pos: list[int], be: set[int], have: set[int]) -> None:
    """Turn a ClearNLP tree into a Universal one, in place.

    Parameters
    ----------
    heads, labels, pos
        Per token the index of its head (its own for a root), its label, its part of speech.
    be, have
        The tokens that are a form of *be*, of *have*.
    """
    children: list[list[int]] = [[] for _ in heads]
    for child, head in enumerate(heads):
        if head != child:
            children[head].append(child)
    for token in range(len(heads) - 1, -1, -1):  # the innermost of several prepositions first
        if labels[token] in PREPOSITIONS:
            _turn_preposition(token, heads, labels, pos, children)
    for token in sorted(be):
        predicate = next((c for c in children[token] if labels[c] in PREDICATES), None)
        if predicate is not None:
            _turn_copula(token, predicate, heads, labels, children)
    for token, label in enumerate(labels):
        if label == "cc":  # belongs to what it adds
            heads[token] = min(
                (c for c in children[heads[token]] if labels[c] == "conj" and c > token), default=heads[token]
            )
        if label == "poss":
            labels[token] = "det" if pos[token] == PRON else "nmod:poss"
            pos[token] = DET if pos[token] == PRON else pos[token]
        elif label == "aux" and pos[token] != AUX:
            labels[token] = "mark"  # to
        elif label == "aux" and token in have:
            labels[token] = "aux:tense"
        else:
            labels[token] = RENAMED.get(label, label)


def _turn_preposition(
    token: int, heads: list[int], labels: list[str], pos: list[int], children: list[list[int]]
) -> None:
    """Hang the object of a preposition on what the preposition hung on, the preposition on its object."""
    phrase = next((c for c in children[token] if labels[c] in OBJECTS and c > token), None)
    clause = next((c for c in children[token] if labels[c] == "pcomp"), None)
    new = phrase if phrase is not None else clause
    label, head = labels[token], heads[token]
    if new is None:
        labels[token] = "iobj" if label == "dative" and pos[token] in NOMINAL else "advmod"
        return
    heads[new] = head
    nominal = pos[head] in NOMINAL
    if phrase is None:
        labels[new] = "acl" if nominal else "xcomp"
    else:
        labels[new] = "nmod" if nominal and label == "prep" else PREPOSITIONS[label]
    children[head] = [new if c == token else c for c in children[head]]
    for other in children[token]:
        if other != new:
            heads[other] = new
            children[new].append(other)
    heads[token], labels[token], children[token] = new, "case" if phrase is not None else "mark", []
    children[new].append(token)


def _turn_copula(token: int, predicate: int, heads: list[int], labels: list[str], children: list[list[int]]) -> None:
    """Make the predicate the head of its clause, the copula its dependent."""
    head = heads[token]
    heads[predicate] = predicate if head == token else head
    labels[predicate] = labels[token]
    for other in children[token]:
        if other != predicate:
            heads[other] = predicate
            children[predicate].append(other)
    if head != token:
        children[head] = [predicate if c == token else c for c in children[head]]
    heads[token], labels[token], children[token] = predicate, "cop", []
    children[predicate].append(token)


class Syntax:
    """Rewrite the tree of a parsed Doc; see the module."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Rewrite ``doc`` in place; a Doc without a parse stays as it is."""
        if not doc.has_annotation("DEP"):
            return doc
        heads = [token.head.i for token in doc]
        labels = [token.dep_ for token in doc]
        pos = [token.pos for token in doc]
        be, have = ({t.i for t in doc if t.pos == AUX and t.lemma_ == lemma} for lemma in ("be", "have"))
        universal(heads, labels, pos, be, have)
        add = doc.vocab.strings.add
        offsets = np.array(heads, dtype=np.int64) - np.arange(len(heads))
        columns = [offsets.astype(np.uint64), np.array([add(label) for label in labels], dtype=np.uint64)]
        rows = np.stack([*columns, np.array(pos, dtype=np.uint64)], axis=1)
        doc.from_array([HEAD, DEP, POS], rows)  # pyright: ignore[reportArgumentType]
        doc.ents = [
            Span(doc, entity.start, entity.end, label=LABELS[entity.label_])
            for entity in doc.ents
            if entity.label_ in LABELS and not _is_adjective(entity)
        ]
        return doc


def _is_adjective(entity: Span) -> bool:
    """Whether a name is an adjective of place before its noun: *Peruvian* in *Peruvian officials*."""
    root = entity.root
    ending = root.lower_.endswith(("an", "ese", "ish", "ine", "ic", "ean"))
    return root.tag_ == "JJ" or (len(entity) == 1 and ending and root.dep_ in {"amod", "compound"})


@Language.factory("polyphonie_syntax")
def make_syntax(nlp: Language, name: str) -> Syntax:
    """Create the ``polyphonie_syntax`` component."""
    return Syntax(name)
