"""The verb group around a verb: auxiliaries, negation, clitics, voice, person, subject."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.components.acts.reading import QUOTES, VERBAL, Reading
from pipeline.rules.paradigm import any_tag, with_tag


@dataclass(slots=True)
class VerbGroup:
    """What surrounds a lexical verb.

    ``start`` is the first token of the group; ``finite`` the token that carries tense and person (None for
    infinitives and bare participles); ``clitics`` the object clitics before (or, hyphenated, after) it.
    """

    head: int
    start: int
    finite: int | None = None
    auxiliaries: list[int] = field(default_factory=list)
    clitics: list[int] = field(default_factory=list)
    negation: int | None = None
    negated: bool = False
    passive: bool = False
    participle: bool = False
    infinitive: bool = False
    subject_clitic: int | None = None
    tags: frozenset[str] = frozenset()

    def has(self, *prefixes: str) -> bool:
        """Whether the tense-bearing form can have one of the tags (by prefix)."""
        return any_tag(self.tags, *prefixes)


def verb_group(reading: Reading, head: int) -> VerbGroup:
    """Read the group leftwards from a verb, then its hyphenated and negative followers."""
    group = reading.groups.get(head)
    if group is None:
        group = reading.groups[head] = VerbGroup(head, head)
        _read_left(reading, group, head - 1)
        if not group.auxiliaries and group.subject_clitic is None:
            _find_auxiliary(reading, group)
        _read_right(reading, group)
        _read_form(reading, group)
    return group


def _find_auxiliary(reading: Reading, group: VerbGroup) -> None:
    """Find the auxiliary of a participle that stands apart (*a, lui, réclamé*) or before a coordinate (*a … et …*)."""
    head, dep = group.head, reading.dep
    inverted = [c for c in reading.children[head] if c < group.start and dep[c] == "aux" and reading.is_a(c, "modal")]
    if inverted and reading.sentence[inverted[0]] == reading.sentence[head]:  # will the minister deny …?
        group.auxiliaries = inverted[:1]
        return
    tags = reading.tags(head)
    if not any_tag(tags, "part.past") or reading.verb_form[head] in {"Fin", "Inf"}:
        return
    apart = [c for c in reading.children[head] if c < group.start and dep[c].startswith("aux")]
    if apart and reading.is_a(apart[-1], "auxiliary") and reading.sentence[apart[-1]] == reading.sentence[head]:
        group.auxiliaries = [apart[-1]]
        group.start = apart[-1]
        _read_left(reading, group, apart[-1] - 1)
        return
    governor = reading.head[head]
    joined = dep[head] == "conj" and reading.sentence[head] <= governor < head
    if joined and reading.verb_form[governor] == "Part" and not reading.is_a(governor, "auxiliary"):
        group.auxiliaries = list(verb_group(reading, governor).auxiliaries)


def _read_left(reading: Reading, group: VerbGroup, i: int) -> None:
    first, words = reading.sentence[group.head], reading.words
    around = reading.grammar["verb_group"]
    while i >= first:
        if words[i] and words[i] not in QUOTES:
            read = _read_small if words[i] in around or reading.pos[i] == "ADV" else _within_group
            if not read(reading, group, i):
                break
            group.start = i
        i -= 1


def _read_small(reading: Reading, group: VerbGroup, i: int) -> bool:
    """Take an auxiliary, clitic, negation or adverb into the group; say whether the group may go on before it."""
    word, grammar = reading.words[i], reading.grammar
    if word in grammar["negation"]:
        group.negation = i
    elif word in grammar["auxiliary"] and (not group.clitics or group.auxiliaries):
        if group.negation is not None:
            return False
        group.auxiliaries.insert(0, i)
    elif word in grammar["subject_pronoun"] and reading.words[i + 1] in grammar["within_group"]:
        pass  # vous-même
    elif word in grammar["subject_pronoun"] and not _is_clitic_here(reading, i, group):
        group.subject_clitic = i if word not in grammar["relative_subject"] else None
        return False
    elif word in grammar["inverted_pronoun"] and not group.auxiliaries:
        group.subject_clitic = i
    elif word in grammar["clitic"] and _is_clitic_here(reading, i, group):
        group.clitics.insert(0, i)
    elif word in grammar["negative"] or reading.pos[i] == "ADV":
        if group.negation is not None or word in grammar["subject_pronoun"]:
            return False
        group.negated = group.negated or word in grammar["inner_negation"]  # did not deny
    else:
        return _within_group(reading, group, i)
    return True


def _within_group(reading: Reading, group: VerbGroup, i: int) -> bool:
    """Whether a word that is no adverb may stand between auxiliary and participle: *a de nouveau violé*."""
    inside = reading.grammar["within_group"]
    after = reading.words[i + 1]
    return reading.words[i] in inside or (after in inside and (reading.pos[i] == "ADP" or after.startswith("-")))


def _is_clitic_here(reading: Reading, i: int, group: VerbGroup) -> bool:
    """Tell the clitics *nous, vous, le, la…* from subject pronouns and determiners."""
    grammar, word = reading.grammar, reading.words[i]
    if word not in grammar["clitic"]:
        return False
    if word in grammar["subject_pronoun"]:
        before = reading.previous_word(i)
        if before is not None and (reading.is_a(before, "subject_pronoun") or reading.is_a(before, "negation")):
            return True
        carrier = group.auxiliaries[0] if group.auxiliaries else group.head
        return not reading.ends_in(carrier, "we" if word in grammar["we"] else "you")
    following = reading.next_word(i)
    return following is not None and (following >= group.start or reading.pos[following] in VERBAL)


def _read_right(reading: Reading, group: VerbGroup) -> None:
    words, grammar = reading.words, reading.grammar
    carrier = group.head
    end = reading.ends[reading.sentence[carrier]]
    for i in range(carrier + 1, min(end, carrier + 4)):
        word = words[i]
        if word in grammar["inverted_pronoun"]:
            if word in grammar["linking_t"]:
                continue
            addressed = word in grammar["we"] and not reading.ends_in(carrier, "we")
            if not addressed:
                group.subject_clitic = i if group.subject_clitic is None else group.subject_clitic
                continue
        if word in grammar["hyphenated_object"]:
            group.clitics.append(i)
        elif word and not word.startswith("-"):
            break
    if group.negation is not None:
        group.negated = True
        return
    after = reading.next_word(group.head)
    if after is not None and words[after] in grammar["bare_negation"]:
        group.negated = True


def _read_form(reading: Reading, group: VerbGroup) -> None:
    head_tags = reading.tags(group.head)
    if group.auxiliaries:
        _read_compound(reading, group, head_tags)
        return
    if "ind.pres.1s" in head_tags or "ind.pres.3s" in head_tags:
        head_tags = head_tags - with_tag(head_tags, "imp")  # accuse: hardly ever an order
    group.tags = head_tags
    dep, form = reading.dep, reading.verb_form[group.head]
    finite = head_tags != with_tag(head_tags, "part", "inf")
    past = any_tag(head_tags, "part.past")
    has_subject = group.subject_clitic is not None or any(dep[c] == "nsubj" for c in reading.children[group.head])
    if past and (not finite or (form == "Part" and not has_subject) or _is_reduced_passive(reading, group)):
        group.passive = group.participle = True
        group.tags = with_tag(head_tags, "part.past")
    elif "ger" in head_tags:  # denying it, she left: an adjunct; of denying it: an infinitive
        group.infinitive = dep[first_conjunct(reading, group.head)] not in {"advcl", "acl"}
    elif "inf" in head_tags and (not finite or form == "Inf"):
        group.infinitive = True
    elif finite:
        group.finite = group.head
        group.tags = head_tags - {"inf"}  # they violate: also the bare infinitive


def first_conjunct(reading: Reading, i: int) -> int:
    """Return the first of the words that token ``i`` is coordinated with."""
    while reading.dep[i] == "conj" and reading.head[i] < i:
        i = reading.head[i]
    return i


def _is_reduced_passive(reading: Reading, group: VerbGroup) -> bool:
    """Whether what follows shows that a form without auxiliary is a participle: *Army accused of killing*."""
    known, following = reading.grammar["reduced_passive"], reading.next_word(group.head)
    if not known or following is None or group.subject_clitic is not None:
        return False
    return f"{reading.words[group.head]} {reading.words[following]}" in known


def _read_compound(reading: Reading, group: VerbGroup, head_tags: frozenset[str]) -> None:
    words, grammar = reading.words, reading.grammar
    first, last = group.auxiliaries[0], group.auxiliaries[-1]
    group.tags = reading.tags(first)
    group.finite = first
    reflexive = any(words[c] in grammar["reflexive_third"] for c in group.clitics)
    is_participle = any_tag(head_tags, "part.past") or (not head_tags and reading.pos[group.head] == "VERB")
    group.passive = is_participle and words[last] in grammar["be"] and not reflexive
    group.participle = words[last] in grammar["have"]
    group.infinitive = "inf" in group.tags and (len(group.tags) == 1 or reading.verb_form[first] == "Inf")
    if not group.infinitive:
        group.tags = group.tags - {"inf"}  # they have violated: not to have


def is_reflexive(reading: Reading, group: VerbGroup) -> int | None:
    """Return the reflexive pronoun of the group, or None: *se*, or *nous/vous/me* with a subject of that person."""
    words, grammar = reading.words, reading.grammar
    for clitic in group.clitics:
        word = words[clitic]
        if word in grammar["reflexive_third"]:
            return clitic
        carrier = group.finite if group.finite is not None else group.head
        if any(word in grammar[person] and reading.ends_in(carrier, person) for person in ("we", "you")):
            return clitic
        subject = words[group.subject_clitic] if group.subject_clitic is not None else ""
        if word in grammar["reflexive_i"] and subject in grammar["subject_i"]:
            return clitic
    return None
