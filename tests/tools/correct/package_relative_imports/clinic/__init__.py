# A package whose modules import each other relatively.
from .api import app
from .database import engine

__all__ = ["app", "engine"]
