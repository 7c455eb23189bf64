"""Engine, session budget, tables, repositories and migrations."""
