"""Values of fields, for the generated tests and for the API."""
