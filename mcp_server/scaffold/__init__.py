"""Turns a specification of entities into a FastAPI project, and proves it."""
