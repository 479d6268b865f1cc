"""Draws of one public tree solved and read side by side, one in each lane of a vector register."""
