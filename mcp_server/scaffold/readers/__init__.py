"""Notations that a specification can be read from, one module each."""
