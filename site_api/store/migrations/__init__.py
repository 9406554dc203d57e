"""How the tables came to be, step by step. Run by ``site_api.store.migrate``; there is nothing to type."""
