"""Rules for acts: accusations, denials and demands (annotation guide, part D)."""

from pipeline.rules.acts.base import ActRuleBase, act_rules
from pipeline.rules.acts.cue import CueMatch
from pipeline.rules.acts.model import ActRule, Condition, Frame, Test

__all__ = ["ActRule", "ActRuleBase", "Condition", "CueMatch", "Frame", "Test", "act_rules"]
