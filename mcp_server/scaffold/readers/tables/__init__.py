"""From tables, as every notation can say them, to a specification."""
