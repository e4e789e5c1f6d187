"""Constructions without a fixed word that can be a cue: imperative, jussive *que*, negated predicate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile

from pipeline.components.acts.clauses import clause_verb
from pipeline.components.acts.modality import BARRIERS, is_question
from pipeline.components.acts.reading import QUOTES, VERBAL, Reading
from pipeline.components.acts.verbs import verb_group
from pipeline.rules.paradigm import any_tag, with_tag

OPENERS = frozenset(".;:!?…—–-•,")
BEFORE_ORDER = frozenset({"punct", "advmod", "discourse", "cc"})
ORDER_HEADS = frozenset({"ROOT", "conj", "ccomp", "parataxis"})
REACH_OF_JUSSIVE = 25
REACH_OF_NEGATION = 9


def starts_clause(reading: Reading, i: int) -> bool:
    """Whether token ``i`` opens a sentence, a quotation or a clause after a comma, colon or dash."""
    if i > reading.sentence[i] and reading.words[i - 1] in QUOTES:
        return True
    before = reading.previous_word(i)
    return before is None or reading.words[before] in OPENERS


def imperatives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of first and second person plural imperatives: no subject, at the start of a clause."""
    for i in reading.places["imperative"]:
        if reading.pos[i] not in VERBAL and not _mistagged(reading, i):
            continue
        tags = reading.tags(i)
        if tags and not any_tag(tags, "imp"):
            continue
        if _is_imperative(reading, i):
            yield i, i


def _is_imperative(reading: Reading, i: int) -> bool:
    group = verb_group(reading, i)
    reflexive = group.subject_clitic is not None and reading.is_a(group.subject_clitic, "imperative_reflexive")
    if reflexive and any(clitic < i for clitic in group.clitics):  # aussi vous demandons-nous
        return False
    if group.auxiliaries or (group.subject_clitic is not None and not (reflexive and not is_question(reading, i))):
        return False
    if starts_clause(reading, group.start):
        return True
    if any(c < i and reading.dep[c] in {"nsubj", "mark"} for c in reading.children[i]):
        return False
    return _after_adverb_or_and(reading, group.start) and not _has_our_subject(reading, i)


def _has_our_subject(reading: Reading, i: int) -> bool:
    """Whether a verb in *-ons* goes on with the subject of the clause before: *nous n'approuvons pas, ni tolérons*."""
    if not any_tag(reading.tags(i), "imp.pres.1p"):
        return False
    before = takewhile(lambda j: reading.words[j] not in BARRIERS, range(i - 1, reading.sentence[i] - 1, -1))
    return any(reading.is_a(j, "we") and reading.dep[j].startswith("nsubj") for j in before)


def _mistagged(reading: Reading, i: int) -> bool:
    """Whether a form that the tagger takes for a noun is an imperative after all, at the start of a clause."""
    following = reading.next_word(i)
    if following is None or not starts_clause(reading, i) or reading.pos[i] in {"ADP", "ADV"}:
        return False
    if any_tag(reading.tags(i), "imp.pres"):
        return reading.pos[following] not in VERBAL
    return reading.words[following].startswith("-") or reading.is_a(following, "negative")


def _after_adverb_or_and(reading: Reading, i: int) -> bool:
    before = reading.previous_word(i)
    if before is None:
        return True
    if reading.is_a(before, "and") or reading.pos[before] == "ADV":
        return reading.pos[before] != "SCONJ" and starts_clause(reading, before)
    return False


def jussives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of main clauses in *que* + subjunctive: *Qu'il vienne !*"""
    for i in reading.places["complementizer"]:
        opens = starts_clause(reading, i) or _after_opening_conjunction(reading, i)
        if not opens or not _may_be_jussive(reading, i):
            continue
        verb = clause_verb(reading, i, reading.ends[reading.sentence[i]])
        if verb is None or verb - i > REACH_OF_JUSSIVE:
            continue
        group = verb_group(reading, verb)
        if group.participle or not group.has("sub.pres"):
            continue
        if reading.dep[verb] == "ROOT" or _is_fronted(reading, i) or not _governed_left(reading, verb, i):
            yield verb, verb


def _after_opening_conjunction(reading: Reading, i: int) -> bool:
    """*Et qu'on ne vienne pas…*: the sentence opens with a conjunction."""
    before = reading.previous_word(i)
    return before is not None and reading.is_a(before, "and") and reading.previous_word(before) is None


def _is_fronted(reading: Reading, i: int) -> bool:
    """Whether *que* follows a condition (*s'il en a, qu'il les montre*) or opens a quotation after a colon."""
    before = reading.previous_word(i)
    if before is None:
        return False
    return reading.words[before] == "," or (reading.words[before] == ":" and reading.words[i - 1] in QUOTES)


def _may_be_jussive(reading: Reading, i: int) -> bool:
    """After a comma only when the sentence opens with *si*; never when a main clause takes it up (*…, c'est*)."""
    start, end = reading.bounds(i)
    before = reading.previous_word(i)
    words = reading.words
    if before is not None and words[before] == ",":
        opening = [j for j in range(start, i) if words[j]][:3]
        if not any(reading.is_a(j, "conditional") for j in opening):
            return False
    return not any(words[j] == "," and j + 1 < end and reading.is_a(j + 1, "taken_up") for j in range(i, end))


def _governed_left(reading: Reading, verb: int, marker: int) -> bool:
    head = reading.head[verb]
    return head < marker and reading.sentence[head] == reading.sentence[verb]


def orders(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of English imperatives: a bare infinitive without subject that opens a clause."""
    found: set[int] = set()
    for i in _lone_orders(reading):
        found.add(i)
        yield i, i
    for i in [i for i, form in enumerate(reading.verb_form) if form in {"Inf", "Fin"} and reading.pos[i] in VERBAL]:
        if "imp.pres.2p" not in reading.tags(i) or reading.dep[i] not in ORDER_HEADS:
            continue
        group, before = verb_group(reading, i), reading.previous_word(i)
        opener = reading.previous_word(group.start)
        polite = opener is not None and reading.is_a(opener, "please")
        if reading.verb_form[i] == "Fin" and before is not None and not polite:
            continue
        left = [c for c in reading.children[i] if c < i and reading.dep[c] not in BEFORE_ORDER]
        if any(reading.dep[c] != "aux" or not reading.is_a(c, "do") for c in left):  # do not touch
            continue
        joined = reading.dep[i] == "conj" and before is not None and reading.is_a(before, "and")
        joined = joined and reading.head[i] in found
        if reading.dep[i] == "conj" and not joined and before is not None:  # to order a halt, open an inquiry
            continue
        if group.subject_clitic is not None or not (polite or joined or starts_clause(reading, group.start)):
            continue
        found.add(i)
        yield i, i


def _lone_orders(reading: Reading) -> Iterator[int]:
    """Yield the verbs that are all of a sentence or quotation, whatever the tagger takes them for: *“Resign!”*."""
    words = reading.words
    for i in [i for i, word in enumerate(words) if word in {"!", "."} and i]:
        alone = i - 1 == reading.sentence[i] or words[i - 2] in QUOTES
        if alone and "imp.pres.2p" in reading.tags(i - 1) and reading.pos[i - 1] not in VERBAL:
            yield i - 1


def negated_predicates(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of the lexical verb (or predicate) of every clause with *ne*."""
    seen: set[int] = set()
    for i in reading.places["negation"]:
        head = _negated_head(reading, i)
        if head is not None and head not in seen:
            seen.add(head)
            yield head, head


def _negated_head(reading: Reading, i: int) -> int | None:
    end = min(reading.ends[reading.sentence[i]], i + REACH_OF_NEGATION)
    auxiliary = None
    for j in range(i + 1, end):
        if reading.is_a(j, "auxiliary"):
            auxiliary = j
            continue
        tags, clitic = reading.tags(j), reading.is_a(j, "clitic")
        if auxiliary is not None and any_tag(tags, "part.past"):
            return j
        if auxiliary is None and not clitic and tags != with_tag(tags, "part"):
            return j
        skipped = clitic or reading.is_a(j, "negative") or reading.pos[j] == "ADV"
        if reading.words[j] and reading.words[j] not in QUOTES and not skipped:
            break
    return reading.head[i] if i < reading.head[i] < end else auxiliary


def negative_subjects(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of the verb whose subject is negative: *nobody has, no service has, none of our units*."""
    seen: set[int] = set()
    for i in reading.places["negative_subject"]:
        verb = next((j for j in (i, *reading.ancestors(i)) if reading.pos[j] in VERBAL), None)
        if verb is not None and verb > i and verb not in seen:
            seen.add(verb)
            yield verb, verb


FINDERS: dict[str, Callable[[Reading], Iterator[tuple[int, int]]]] = {
    "imperative": imperatives,
    "jussive": jussives,
    "negated": negated_predicates,
    "order": orders,
    "negative-subject": negative_subjects,
}
