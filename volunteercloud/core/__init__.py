"""Ground that knows no area: actor, errors, ids, keys, tokens, placement of tables. No word of the domain lives here."""
