"""Findings: what an argument hangs on, what it would take to change it, what to watch and to do."""
