"""Notes in notebooks."""
