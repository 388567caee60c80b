"""Runs the steps on the connection that `retour.portal.database` holds: inside its one transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
