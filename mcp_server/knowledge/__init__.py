"""Reads the guidance: SKILL.md, the reference pages and the problem pages."""
