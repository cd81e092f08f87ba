"""What the pages of all three sides of an objection share: its words, its course, its forms."""
