"""The crisis as frozen data; knows nothing of text, arrays or games."""
