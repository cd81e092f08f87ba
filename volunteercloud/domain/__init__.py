"""The areas. Each may import only those below it; the order stands in pyproject.toml and ARCHITECTURE.md."""
