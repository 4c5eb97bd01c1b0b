"""A task board: a single-page app with a JSON interface, and bugs that nobody notices at once."""
