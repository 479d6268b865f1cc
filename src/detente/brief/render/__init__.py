"""One renderer a format. Each escapes every run of text; none decides what the brief says."""
