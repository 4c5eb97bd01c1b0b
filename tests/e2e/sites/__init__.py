"""Small web sites for tests, served from a dictionary of pages."""
