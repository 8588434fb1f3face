"""Your own endpoints.

This module is yours: it is the same for every specification, so that generating the
project again leaves it as it is. Its endpoints are tried before the generated ones.
"""

from fastapi import APIRouter

# Your own endpoints go here; they are tried before the others.
router = APIRouter()
