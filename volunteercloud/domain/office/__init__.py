"""The officer's desk across the areas: one queue of everything that waits, deciding a case of any kind, deciding many.

It owns no decision: each is the action of the area that opened the case. It knows which right each kind asks for, passes on
what nobody decided in time, and carries a decision about many through to its last line, each decided on its own.
"""
