"""Static HTML: annotated documents and overview charts."""
