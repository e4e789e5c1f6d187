"""From files, tables and pages to Documents: decoding, metadata, furniture, date line, turns.

``documents.documents`` reads everything, ``sources.plan`` finds what there is, ``documents.read`` reads one Source.
(No imports here: the public function ``pipeline.read`` shares this package's name, see ``pipeline/__init__.py``.)
"""
