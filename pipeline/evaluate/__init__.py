"""Alignment with gold, scores with intervals, agreement, run-to-run differences.

``evaluation.evaluate`` scores a run, ``diff.diff`` compares two, ``agreement.agreement`` compares two annotators.
(No imports here: the public function ``pipeline.evaluate`` shares this package's name, see ``pipeline/__init__.py``.)
"""
