"""A generated project in a folder: what would change, and writing all or nothing."""
