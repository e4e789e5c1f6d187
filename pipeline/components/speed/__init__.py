"""Speed-ups of the spaCy model that leave its output as it is; each can be undone by loading without them.

``affixes``: the tokenizer's patterns searched once for each string; ``lookups``: the lemmatizer's lists as sets, its
lemmas and the tag map at once; ``kernel``: the faster matrix product; ``embedding``: each word type embedded once;
``encoder``: the convolutions fused and cut to the size of the processor's cache.
The last two replace thinc's forward functions: they are used only on layers of exactly the structure that they know,
and only where they give the layer's own numbers on a sample and are faster on the machine at hand.
"""

from __future__ import annotations

from spacy.language import Language

from pipeline.components.speed.affixes import search_strings_once
from pipeline.components.speed.embedding import cache_embeddings
from pipeline.components.speed.encoder import fuse_encoders
from pipeline.components.speed.kernel import use_faster_kernel
from pipeline.components.speed.lookups import index_as_sets, lemmas_at_once, tags_at_once

__all__ = ["optimise"]


def optimise(nlp: Language, *, timed: bool = True) -> None:
    """Apply every speed-up that helps on this machine.

    Parameters
    ----------
    nlp
        A pipeline, changed in place.
    timed
        Leave out what is slower here (a few milliseconds decide it); else apply all that gives the same output.
    """
    search_strings_once(nlp)
    index_as_sets(nlp)
    lemmas_at_once(nlp)
    tags_at_once(nlp)
    use_faster_kernel(nlp, timed=timed)
    cache_embeddings(nlp)
    fuse_encoders(nlp, timed=timed)
