"""Needs in an organization's console: those near it, those it takes up, and those it looks after as a station."""
