"""What the generated tests try, as Python source."""
