"""Questions that officers put to the figures: asked, answered, kept and shared."""
