"""SQL DDL of PostgreSQL, SQLite and MySQL."""
