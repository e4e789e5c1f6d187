"""What every rule of every layer has: an id, a gloss in both languages, examples for and against."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Rule(BaseModel):
    """Base of the rule models of all layers.

    Attributes
    ----------
    id
        Unique within its language and layer, lower case with dots or hyphens.
    family
        Shared by a French rule and its English counterpart.
    gloss_fr, gloss_en
        One short plain sentence: what the rule recognises.
    match, reject
        Whole sentences (own, invented) in which the rule must fire, and must not; executed by the tests.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9à-ÿœ][a-z0-9à-ÿœ_.'-]*$")
    family: str | None = None
    gloss_fr: str = Field(min_length=3)
    gloss_en: str = Field(min_length=3)
    match: tuple[str, ...] = Field(min_length=1)
    reject: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _examples_differ(self) -> Rule:
        both = set(self.match) & set(self.reject)
        if both:
            raise ValueError(f"the same example stands under match and reject: {sorted(both)[0]!r}")
        return self
