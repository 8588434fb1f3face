"""Books, their volumes, and who has borrowed which."""
