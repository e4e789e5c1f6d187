"""Acts: accusations, denials and demands (annotation guide, part D)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Acts:
    """Fill ``layers.acts`` and ``doc.spans["acts"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        return doc


@Language.factory("polyphonie_acts")
def make_acts(nlp: Language, name: str) -> Acts:
    """Create the ``polyphonie_acts`` component."""
    return Acts(nlp, name)
