"""Alembic's entry: migrates over the connection it is given (``portal.schema``, ``portal.migrations.draft``)."""

from alembic import context

from portal.migrations.draft import render_item
from portal.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,  # type: ignore[arg-type]  # it returns exactly False or a str
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
