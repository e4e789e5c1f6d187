"""The pipeline loads and annotates a French text: the quickest sign of a broken main."""

from __future__ import annotations

from pipeline import annotate
from pipeline.schema.models import Document

TEXT = (
    "La ministre Hélène Vasseur a déclaré mardi que son gouvernement n’était « nullement » impliqué.\n"
    "Elle exhorte l’ambassade du Pérou à retirer ces accusations mensongères."
)


def test_every_layer_keeps_to_the_text(nlp_fr) -> None:
    doc = annotate(nlp_fr, Document(doc_id="smoke", text=TEXT))
    layers = doc._.layers
    assert [TEXT[s.start : s.end] for s in layers.sentences] == TEXT.split("\n")
    for layer in (layers.entities, layers.dates, layers.quotations, layers.acts):
        assert all(TEXT[item.start : item.end] == item.text for item in layer)
