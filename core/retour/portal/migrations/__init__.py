"""The portal's schema, step by step (Alembic); a step that was released is never edited."""
