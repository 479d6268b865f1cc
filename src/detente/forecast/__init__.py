"""Solutions over draws, read: who will do what, where, when, through whom, and how it may end."""
