"""The specification worked out: every name, column and list the templates need."""
