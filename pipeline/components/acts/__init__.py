"""Acts: accusations, denials and demands (annotation guide, part D).

Steps: the cues of all rules are found by their words; each rule's frame fills the roles from the verb group and the
tree; conditions and exclusions decide; overlapping cues are settled; what is left becomes acts, with what their
sentence and their document say about polarity, status, voice and source.
"""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.acts.attribution import Voices
from pipeline.components.acts.build import build
from pipeline.components.acts.conflicts import resolve
from pipeline.components.acts.coordination import absorb, merge
from pipeline.components.acts.matching import candidates
from pipeline.components.acts.names import Names
from pipeline.components.acts.nesting import nest
from pipeline.components.acts.reading import Reading, WordCache
from pipeline.components.state import furniture_mask, layers_of, mirror
from pipeline.rules.acts import act_rules


class Acts:
    """Fill ``layers.acts`` and ``doc.spans["acts"]``."""

    def __init__(self, nlp: Language, name: str, language: str) -> None:
        self.name = name
        self.rules = act_rules(language)
        self._cache = WordCache()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        reading = Reading(doc, self.rules, self._cache)
        voices = Voices(reading)
        names = Names(reading)
        for candidate in resolve(candidates(reading, voices, furniture_mask(doc))):
            act = build(reading, candidate, f"a{len(names.acts) + 1}", names)
            if act is not None and not merge(reading, names.acts, act):
                names.acts.append(act)
        acts = absorb(reading, names.acts)
        nest(acts)
        layers_of(doc).acts = acts
        mirror_acts(doc)
        return doc


def mirror_acts(doc: Doc) -> None:
    """Set ``doc.spans["acts"]`` from the acts of the layers."""
    mirror(doc, "acts", [_Spanned(act.act_id, act.start, act.end, act.tag) for act in layers_of(doc).acts], "tag")


class _Spanned:
    """An act as ``mirror`` wants it."""

    __slots__ = ("end", "span_id", "start", "tag")

    def __init__(self, span_id: str, start: int, end: int, tag: str) -> None:
        self.span_id, self.start, self.end, self.tag = span_id, start, end, tag


@Language.factory("polyphonie_acts")
def make_acts(nlp: Language, name: str) -> Acts:
    """Create the ``polyphonie_acts`` component; the language of ``nlp`` names the rule base."""
    return Acts(nlp, name, nlp.lang or "fr")
