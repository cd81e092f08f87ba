"""Volunteer Cloud 志愿云: an hour given is an hour proved, kept and carried along."""

__version__ = "0.1.0"
