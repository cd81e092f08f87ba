"""The JSON door: parse, one action or query, answer. Version 1 stands at /api/v1/, described at /api/."""
