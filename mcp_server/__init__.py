"""SQLModel guidance, scaffolding, diagnosis and validation that run what they claim."""

__version__ = "0.1.0"
