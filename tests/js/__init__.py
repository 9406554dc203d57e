"""Scripts that need no browser."""
