"""The models of act rules, argument frames and conditions, as the TOML files must spell them."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.rules.rule import Rule

Tag = Literal["ACCUSATION", "DENIAL", "DEMAND"]
Subtype = Literal[
    "allegation",
    "denunciation",
    "protest",
    "judicial",
    "evaluative",
    "presupposed",
    "criticism",
    "responsibility",
    "policy",
    "discredit",
    "opposition",
    "rejection",
    "performative",
    "modal",
    "imperative",
    "nominal",
    "expectation",
    "summons",
    "wish",
    "threat",
    "exclusion",
]
Kind = Literal["noun", "infinitive", "clause", "quotation", "clitic", "implicit"]
Implicit = Literal["speaker", "alleger", "accused", "addressee"]
Role = Literal["actor", "target", "content"]
ROLES: tuple[Role, ...] = ("actor", "target", "content")
EXCLUSION = "exclusion"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Test(_Strict):
    """What the fillers of one role must be like; every key given must hold for at least one filler.

    Attributes
    ----------
    present
        The role has a filler in the text.
    kind
        How it is realised.
    head, has
        Lexical classes: of the head word, or of any word of the filler.
    animate
        A person, a body, a country, a people, or a pronoun for one.
    first_person
        The speaker's own side (*nous, notre*…).
    own
        The speaker, or somebody who bears the speaker's name.
    accused
        Somebody who is accused or criticised elsewhere in the document, or to whom a demand goes there.
    listed
        The items of a list that a colon opens.
    generic
        A kind rather than a case (*toute violence*).
    """

    present: bool | None = None
    kind: tuple[Kind, ...] = ()
    head: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    animate: bool | None = None
    first_person: bool | None = None
    generic: bool | None = None
    own: bool | None = None
    accused: bool | None = None
    listed: bool | None = None


class Condition(_Strict):
    """A conjunction of tests on one match.

    Attributes
    ----------
    actor, target, content
        Tests on the fillers.
    subject
        Test on the grammatical subject of the cue's verb.
    attributed
        The cue is uttered by an identified voice other than the narrator (quotation, turn, statement, *selon X*).
    quoted
        The cue lies inside a quotation.
    negated
        The cue stands under a negation, its own or that of a verb of saying above it.
    denied
        The verb group of the cue itself is negated.
    compound
        The cue is a participle with *avoir* or *être* as auxiliary.
    passive
        The cue is a passive form or a participle that modifies a noun.
    driven
        The cue stands under a verb of undertaking (*continuer de, chercher à, oser*): an infinitive that is performed.
    reflexive
        The verb of the cue has a reflexive pronoun.
    tags
        Prefixes of verb tags (``imp``, ``cond``, ``part.pres``), one of which the form of the cue can have.
    person
        Grammatical persons (1, 2, 3) of the subject.
    before, after
        Cue patterns that stand directly before or after the cue.
    sentence
        Lexical classes, one of which occurs in the cue's sentence.
    alleged
        An accusation against the speaker's side stands earlier in the document.
    interrogative
        The cue's sentence is a question.
    dated
        A date or time stands in the cue's sentence.
    asked
        The sentence before the cue's is a question.
    """

    actor: Test | None = None
    target: Test | None = None
    content: Test | None = None
    subject: Test | None = None
    attributed: bool | None = None
    quoted: bool | None = None
    negated: bool | None = None
    denied: bool | None = None
    passive: bool | None = None
    compound: bool | None = None
    reflexive: bool | None = None
    driven: bool | None = None
    tags: tuple[str, ...] = ()
    person: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    alleged: bool | None = None
    interrogative: bool | None = None
    dated: bool | None = None
    asked: bool | None = None

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests on roles."""
        return tuple(test for test in (self.actor, self.target, self.content, self.subject) if test is not None)


class Signal(Condition):
    """A weak sign that a rule's reading is right; it adds its weight where its condition holds."""

    weight: int = Field(default=1, ge=1, le=5)
    note: str = Field(min_length=3)


class Frame(_Strict):
    """Where the fillers of each role stand relative to the cue: per role, paths tried in order.

    ``implicit_…`` says who fills a role that no path fills: the speaker, the one who alleged, the accused or the
    addressee of an act before.
    ``pipeline.components.acts.paths`` documents the notation.
    """

    id: str
    note: str = Field(min_length=3)
    actor: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    implicit_actor: tuple[Implicit, ...] = ()
    implicit_target: tuple[Implicit, ...] = ()
    implicit_content: tuple[Implicit, ...] = ()


class ActRule(Rule):
    """One way of accusing, denying or demanding in one language, or (subtype ``exclusion``) a lookalike of one.

    Attributes
    ----------
    cue
        Cue patterns; ``pipeline.rules.acts.cue`` documents the notation.
    frame
        Id of the argument frame.
    require, any_of, unless
        Conditions: all of ``require``, one of ``any_of``, none of ``unless``.
    signals, threshold
        Weak signs and the sum of their weights that must be reached: where no single word decides.
    priority
        The higher one wins where cues overlap; then the longer cue, then the stronger rule, then file order.
    act_fr, act_en
        Templates of the act's own gloss, with ``{actor}``, ``{target}``, ``{content}``.
    distanced
        The wording marks distance from the content (*prétendre*).
    source
        Where the rule comes from, where it is not common knowledge.
    """

    tag: Tag
    subtype: Subtype
    satellite: bool = False
    strength: int = Field(default=2, ge=0, le=3)
    cameo: str | None = None
    plover_event: str | None = None
    plover_mode: str | None = None
    cue: tuple[str, ...] = Field(min_length=1)
    frame: str | None = None
    require: Condition = Condition()
    any_of: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    signals: tuple[Signal, ...] = ()
    threshold: int = Field(default=0, ge=0)
    priority: int = Field(default=50, ge=0, le=100)
    act_fr: str | None = None
    act_en: str | None = None
    distanced: bool = False
    resolved_polarity: Literal["pos", "neg"] | None = None
    source: str | None = None

    @property
    def exclusion(self) -> bool:
        """Whether the rule only keeps others from firing."""
        return self.subtype == EXCLUSION

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, signals included."""
        return (self.require, *self.any_of, *self.unless, *self.signals)

    @cached_property
    def asks_others(self) -> bool:
        """Whether a condition asks what other acts the document holds: an allegation before the cue, who is accused."""
        return any(
            condition.alleged is not None or any(test.accused is not None for test in condition.tests)
            for condition in self.conditions
        )

    @model_validator(mode="after")
    def _complete(self) -> ActRule:
        if not self.exclusion and (self.frame is None or self.act_fr is None or self.act_en is None):
            raise ValueError("frame, act_fr and act_en are needed unless the subtype is 'exclusion'")
        if self.threshold > sum(signal.weight for signal in self.signals):
            raise ValueError("the signals together do not reach the threshold")
        return self
