"""What is kept of people: the register of personal data, what it is for in words, and a person's rights over it.

It owns the closing of accounts and nothing else of anybody's: which field is personal and what closing does with it is
declared by each area (`core/personal.py`).
"""
