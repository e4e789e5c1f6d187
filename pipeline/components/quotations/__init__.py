"""Quotations: direct, mixed, indirect and scare quotations with their cues (annotation guide, part C).

Marks are paired over the text, cues are found among the tokens, reports are built from cues, and marked stretches
are typed and attributed: by an incise, a colon, the report around them, a governing verb, or the discourse.
"""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.quotations.assemble import assemble
from pipeline.components.quotations.attributor import Attributor
from pipeline.components.quotations.blocks import add_blocks
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import find_cues
from pipeline.components.quotations.discourse import Discourse
from pipeline.components.quotations.indirect import find_reports
from pipeline.components.quotations.lexicon import compile_lexicon
from pipeline.components.quotations.marks import pair_marks
from pipeline.components.quotations.paragraphs import paragraphs
from pipeline.components.quotations.posts import add_posts
from pipeline.components.state import document_of, furniture_mask, layers_of, mirror


class Quotations:
    """Fill ``layers.quotations`` and ``doc.spans["quotations"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.lexicon = compile_lexicon(nlp.lang or "", nlp.vocab.strings)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        document = document_of(doc)
        segments = [(s.start, s.end) for s in document.segments]
        blocks = segments or paragraphs(document.text)
        furniture = furniture_mask(doc)
        ctx = Context(doc, self.lexicon, pair_marks(document.text, blocks, furniture), blocks, furniture)
        cues = find_cues(ctx)
        ctx.set_cues(cues)
        reports = find_reports(ctx, cues)
        found = Attributor(ctx, reports).run()
        Discourse(ctx, found, reports, blocks).run()
        add_posts(ctx, found)
        add_blocks(ctx, found, blocks)
        layers = layers_of(doc)
        layers.quotations = assemble(ctx, found, reports)
        mirror(doc, "quotations", layers.quotations, "type")
        return doc


@Language.factory("polyphonie_quotations")
def make_quotations(nlp: Language, name: str) -> Quotations:
    """Create the ``polyphonie_quotations`` component."""
    return Quotations(nlp, name)
