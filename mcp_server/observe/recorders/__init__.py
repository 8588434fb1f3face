"""What listens while a program runs, and writes records: one kind of thing a module."""
