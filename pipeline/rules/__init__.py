"""The rule engine (model, loading and checking, matching, explaining) and, as data, the rules themselves."""
