"""Parallel documents, French and English, and which of their acts correspond.

``pairing`` finds the documents, ``sentences`` aligns their sentences, ``acts`` pairs their acts, ``compare`` does all
three on a run and on gold.
"""
