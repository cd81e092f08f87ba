"""Figures at the officer's desk: exact ones of their regions with what they are made of, alerts, reports by mail, questions."""
