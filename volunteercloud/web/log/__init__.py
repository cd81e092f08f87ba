"""The public log: its files for programs, a page for people, and a place to check a proof."""
