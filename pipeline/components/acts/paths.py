"""Argument paths: where a frame says that the filler of a role stands.

A path is ``step``, ``step(word|word)`` or either with ``@anchor``. Anchors are ``head`` (the default, the head of the
cue), ``tail`` (its last word), ``object``, ``content`` and ``target`` (the head of that filler). In a step's
parentheses a word stands for its contractions, too.

==================  =================================================================================
``subject``         the subject; with a passive cue the agent (*par X*)
``object``          clitic, object in the tree, noun phrase after the cue; with a passive cue its subject
``nominative``      the grammatical subject, of a passive verb, too
``dative(à)``       dative clitic, else the phrase introduced by *à*
``after(de)``       noun phrase introduced by the preposition: in the tree, else the first to the right
``source(de)``      the first phrase so introduced that names a person or body
``infinitive(de)``  infinitive phrases introduced by the word, coordinated ones as items; ``()`` for none
``verb-phrase``     the same, with the clitics and the negation before the verb
``displaced(de)``   the object behind a phrase so introduced (*exige du ministre un rectificatif*)
``colon``           what follows a colon in the sentence; ``cleft`` what follows *ce que X veut, c'est*
``list``            the items of a list that a colon after the cue opens
``that(que)``       complement clauses introduced by the word, coordinated ones as items
``for-to(for)``     an infinitive with a subject of its own (*for the army to withdraw*)
``that-subject``    the subject of the verb of the content
``quotation``       the quotation that the cue introduces
``predicate``       the verb phrase from the cue to its last complement
``phrase``          the noun phrase that the cue heads
``modified``        the noun phrase that the cue (adjective, participle, adjunct) qualifies
``qualified``       the same, as an evaluated phrase: relative clauses kept, the cue left out
``qualified-person``  the phrase so qualified where it names a person or body
``clause``          the whole clause of the cue, its subject included
``main``            the clause that the cue, an adjunct at its edge (*selon X, …*), belongs to; ``main-subject``
``possessor``       possessive determiner, or *de* + person, body or country
``clitic(en|y)``    one of these clitics in the cue's verb group
``vocative``        the person addressed: vocative, second person
``governed-object`` the object of the verb that governs the cue
``negated-infinitive``  the cue's own infinitive phrase, with its negation
``following(as)``   all that follows the word in the clause
``complement``      the clause or predicate that depends on the cue, with or without a conjunction
``governor``        the subject of the verb that governs the cue
==================  =================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.components.acts import clausal_steps, nominal_steps
from pipeline.components.acts.phrases import Filler
from pipeline.components.acts.site import Site, Words
from pipeline.rules.acts import ActRuleBase
from pipeline.rules.load import RuleError

PATH = re.compile(r"(?P<step>[a-z-]+)(?:\((?P<words>[^)]*)\))?(?:@(?P<anchor>[a-z]+))?")
ANCHORS = frozenset({"head", "tail", "object", "content", "target"})
Step = Callable[[Site, int, Words], list[Filler]]


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path; ``words`` are those in parentheses with their contractions, ``label`` names it as evidence."""

    step: Step
    words: Words
    anchor: str
    label: str

    def leaves(self, kinds: tuple[str, ...]) -> bool:
        """Whether it may lead out of the sentence of the cue, to fillers of some kinds (none named: of any kind)."""
        if self.step is clausal_steps.quotation and kinds and "quotation" not in kinds:
            return False
        return self.step in LEAVING

    @property
    def depends(self) -> bool:
        """Whether it leads elsewhere once other roles are filled."""
        return self.anchor not in {"head", "tail"} or self.step in DEPENDENT


def parse_path(text: str, rules: ActRuleBase) -> Path:
    """Parse one path.

    Raises
    ------
    RuleError
        If the step or the anchor does not exist.
    """
    found = PATH.fullmatch(text)
    anchor = (found["anchor"] or "head") if found else ""
    if not found or found["step"] not in STEPS or anchor not in ANCHORS:
        raise RuleError(f"{text!r} is no argument path")
    words = rules.forms((found["words"] or "").split("|") if found["words"] is not None else ())
    return Path(STEPS[found["step"]], words, anchor, f"{found['step']}@{anchor}")


def follow(site: Site, path: Path) -> list[Filler]:
    """Return the fillers that a path leads to, empty if it leads nowhere."""
    anchor = _anchor(site, path.anchor)
    return [] if anchor is None else path.step(site, anchor, path.words)


def _anchor(site: Site, name: str) -> int | None:
    if name == "head":
        return site.match.head
    if name == "tail":
        return site.match.tail
    fillers = site.fillers.get("target" if name == "object" else name)
    return fillers[0].head if fillers and fillers[0].head >= 0 else None


STEPS: dict[str, Step] = {
    "subject": nominal_steps.subject_or_agent,
    "nominative": nominal_steps.nominative,
    "object": nominal_steps.direct_object,
    "dative": nominal_steps.dative,
    "after": nominal_steps.after,
    "source": nominal_steps.source,
    "phrase": nominal_steps.phrase,
    "modified": nominal_steps.modified,
    "qualified": nominal_steps.qualified,
    "qualified-person": nominal_steps.qualified_person,
    "possessor": nominal_steps.possessor,
    "clitic": nominal_steps.clitic,
    "vocative": nominal_steps.vocative,
    "governor": nominal_steps.governor,
    "governed-object": nominal_steps.governed_object,
    "following": nominal_steps.following,
    "infinitive": clausal_steps.infinitive,
    "list": clausal_steps.listed,
    "colon": clausal_steps.colon,
    "cleft": clausal_steps.cleft,
    "displaced": nominal_steps.displaced,
    "verb-phrase": clausal_steps.verb_phrase,
    "that": clausal_steps.that,
    "for-to": clausal_steps.for_to,
    "that-subject": clausal_steps.that_subject,
    "quotation": clausal_steps.quotation,
    "predicate": clausal_steps.predicate,
    "clause": clausal_steps.whole_clause,
    "main": clausal_steps.main_clause,
    "main-subject": clausal_steps.main_subject,
    "complement": clausal_steps.complement,
    "negated-infinitive": clausal_steps.negated_infinitive,
}
DEPENDENT = frozenset({clausal_steps.that_subject, clausal_steps.main_clause})
LEAVING = frozenset({clausal_steps.listed, clausal_steps.quotation, clausal_steps.that_subject})
