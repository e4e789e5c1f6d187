"""The contract: models, one pyarrow schema per table, labels in French and English, integrity checks."""
