"""The history of the schema, for Alembic: additive first, so that the old version runs on the new schema."""
