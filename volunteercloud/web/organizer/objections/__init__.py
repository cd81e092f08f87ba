"""Objections to what an organization recorded: its list, its answers, its own objections and appeals."""
