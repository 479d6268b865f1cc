"""Crises on the public tree, exactly: one draw at a time, or one huge tree by all threads."""
