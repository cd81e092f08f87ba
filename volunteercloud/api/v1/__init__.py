"""Version 1: one router for each area. What is said here stays; new fields may be added to answers."""
