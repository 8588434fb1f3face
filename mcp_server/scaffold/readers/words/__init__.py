"""Specifications in the words of other tools."""
