"""Long horizons: dynamic programming over public states and what choices have told about types."""
