"""Alembic's entry for the comments: uses the connection, and the transaction, that ``migrate`` already holds."""

from alembic import context

from site_api.store.comment_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    transactional_ddl=False,
)
context.run_migrations()
