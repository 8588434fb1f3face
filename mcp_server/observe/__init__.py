"""What runs inside the child process: executes the program and records what it does.

Only this package imports sqlalchemy, sqlmodel and fastapi. It receives a job as JSON on
standard input and writes records, one JSON object a line, to a report file.
"""
