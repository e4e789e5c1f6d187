"""From annotated Docs to Arrow tables, Parquet datasets and exchange formats."""
