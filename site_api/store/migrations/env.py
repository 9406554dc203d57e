"""Alembic's entry: uses the connection, and the transaction, that ``migrate`` already holds."""

from alembic import context

from site_api.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False
)
context.run_migrations()
