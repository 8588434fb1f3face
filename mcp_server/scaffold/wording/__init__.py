"""How templates put names, keys, paths and assumptions into words."""
