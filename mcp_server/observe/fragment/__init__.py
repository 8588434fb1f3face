"""Makes blocks of code run that were written to be read: what they lack is supplied."""
