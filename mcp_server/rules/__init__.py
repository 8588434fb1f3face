"""Static rules: one module each in `catalogue/`, and the engine that runs them."""
