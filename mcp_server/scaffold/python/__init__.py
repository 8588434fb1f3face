"""Python source as text: literals, imports, long lines, modules joined."""
