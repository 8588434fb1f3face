"""Reads what a person pastes: cleans it, finds the error in it, weighs the evidence."""
