"""What is generated from a freshly migrated database, and what is checked on it."""
