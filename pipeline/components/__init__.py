"""The spaCy components, one concept each, in the order in which a text passes through them.

Every component reads and fills ``doc._.layers`` (the truth, in code points) and mirrors it in ``doc.spans``
(spaCy's convention, in whole tokens).
"""
