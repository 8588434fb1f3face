"""Turns symptoms and evidence into ranked problems.

It receives the problems as arguments and loads nothing.
"""
