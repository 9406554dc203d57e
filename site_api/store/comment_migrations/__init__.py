"""The steps of the second store, the one with texts in it."""
