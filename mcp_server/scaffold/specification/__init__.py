"""What a specification is made of, and the names and defaults it implies."""
