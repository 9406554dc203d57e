"""The tests: same paths as the modules they keep."""
