"""Checks, uniques and indexes: read, written, satisfied and violated."""
