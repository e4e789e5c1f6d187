"""The verb group around a verb: auxiliaries, negation, clitics, voice, person, subject."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.components.acts.reading import VERBAL, Reading


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
    tags: set[str] = field(default_factory=set)

    def has(self, *prefixes: str) -> bool:
        """Whether the tense-bearing form can have one of the tags (by prefix)."""
        return any(tag.startswith(prefixes) for tag in self.tags)


def verb_group(reading: Reading, head: int) -> VerbGroup:
    """Read the group leftwards from a verb, then its hyphenated and negative followers."""
    group = reading.groups.get(head)
    if group is None:
        group = reading.groups[head] = VerbGroup(head, head)
        _read_left(reading, group)
        _read_right(reading, group)
        _read_form(reading, group)
    return group


def _read_left(reading: Reading, group: VerbGroup) -> None:
    first, _ = reading.bounds(group.head)
    doc, words = reading.tokens, reading.words
    i = group.head - 1
    while i >= first:
        word = words[i]
        if not word:
            pass
        elif word in reading.grammar["negation"]:
            group.negation = i
        elif reading.is_a(i, "auxiliary") and (not group.clitics or group.auxiliaries):
            if group.negation is not None or (group.clitics and not group.auxiliaries):
                break
            group.auxiliaries.insert(0, i)
        elif word in reading.grammar["subject_pronoun"] and not _is_clitic_here(reading, i, group):
            group.subject_clitic = i if word != "qui" else None
            break
        elif word in reading.grammar["inverted_pronoun"] and group.auxiliaries == []:
            group.subject_clitic = i
        elif word in reading.grammar["clitic"] and _is_clitic_here(reading, i, group):
            group.clitics.insert(0, i)
        elif word in reading.grammar["negative"] or doc[i].pos_ == "ADV":
            if group.negation is not None or word in reading.grammar["subject_pronoun"]:
                break
            group.negated = group.negated or word in reading.grammar["inner_negation"]  # did not deny
        else:
            break
        if word:
            group.start = i
        i -= 1


def _is_clitic_here(reading: Reading, i: int, group: VerbGroup) -> bool:
    """Tell the clitics *nous, vous, le, la…* from subject pronouns and determiners."""
    word, doc = reading.words[i], reading.tokens
    if word not in reading.grammar["clitic"]:
        return False
    if word in {"nous", "vous"} and word in reading.grammar["subject_pronoun"]:
        before = reading.previous_word(i)
        if before is not None and reading.words[before] in reading.grammar["subject_pronoun"] | {"ne", "n'"}:
            return True
        carrier = group.auxiliaries[0] if group.auxiliaries else group.head
        ending = ("ons", "mes") if word == "nous" else ("ez", "tes")
        return not reading.words[carrier].endswith(ending)
    following = reading.next_word(i)
    return following is not None and (following >= group.start or doc[following].pos_ in VERBAL)


def _read_right(reading: Reading, group: VerbGroup) -> None:
    end = reading.ends[reading.sentence[group.head]]
    carrier = group.head
    for i in range(carrier + 1, min(end, carrier + 4)):
        word = reading.words[i]
        addressed = word == "-nous" and not reading.words[carrier].endswith("ons")
        if word in reading.grammar["inverted_pronoun"] and word != "-t" and not addressed:
            group.subject_clitic = i if group.subject_clitic is None else group.subject_clitic
        elif word.startswith("-") and word in reading.grammar["object_clitic"] | reading.grammar["dative_clitic"]:
            group.clitics.append(i)
        elif word and word != "-t" and not word.startswith("-"):
            break
    if group.negation is not None:
        group.negated = True
        return
    after = reading.next_word(group.head)
    if after is not None and reading.words[after] == "pas" and not group.has("inf"):
        group.negated = True


def _read_form(reading: Reading, group: VerbGroup) -> None:
    head_tags = reading.tags(group.head)
    be, have = reading.grammar["be"], reading.grammar["have"]
    if group.auxiliaries:
        first = group.auxiliaries[0]
        group.tags = reading.tags(first)
        group.finite = first
        last = group.auxiliaries[-1]
        reflexive = any(reading.words[c] in {"se", "s'"} for c in group.clitics)
        is_participle = any(tag.startswith("part.past") for tag in head_tags) or (
            not head_tags and reading.tokens[group.head].pos_ == "VERB"
        )
        group.passive = is_participle and reading.words[last] in be and not reflexive
        group.participle = reading.words[last] in have
        group.infinitive = any(tag == "inf" for tag in group.tags)
        return
    if any(tag in {"ind.pres.1s", "ind.pres.3s"} for tag in head_tags):
        head_tags = {tag for tag in head_tags if not tag.startswith("imp")}  # accuse: hardly ever an order
    group.tags = head_tags
    token = reading.tokens[group.head]
    verb_form = token.morph.get("VerbForm", [])
    finite = {tag for tag in head_tags if not tag.startswith(("part", "inf"))}
    past = any(tag.startswith("part.past") for tag in head_tags)
    has_subject = group.subject_clitic is not None or any(c.dep_ == "nsubj" for c in token.children)
    if past and (not finite or (verb_form == ["Part"] and not has_subject)):
        group.passive = group.participle = True
        group.tags = {tag for tag in head_tags if tag.startswith("part.past")}
    elif "ger" in head_tags:  # denying it, she left: an adjunct; of denying it: an infinitive
        group.infinitive = token.dep_ not in {"advcl", "acl"}
    elif "inf" in head_tags and (not finite or verb_form == ["Inf"]):
        group.infinitive = True
    elif finite:
        group.finite = group.head


def is_reflexive(reading: Reading, group: VerbGroup) -> int | None:
    """Return the reflexive pronoun of the group, or None: *se*, or *nous/vous/me* with a subject of that person."""
    for clitic in group.clitics:
        word = reading.words[clitic]
        if word in {"se", "s'"}:
            return clitic
        carrier = reading.words[group.finite if group.finite is not None else group.head]
        if word == "nous" and carrier.endswith(("ons", "mes")):
            return clitic
        if word in {"vous", "-vous"} and carrier.endswith(("ez", "tes")):
            return clitic
        subject = reading.words[group.subject_clitic] if group.subject_clitic is not None else ""
        if word in {"me", "m'"} and subject in {"je", "j'"}:
            return clitic
    return None
