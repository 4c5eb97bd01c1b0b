"""The doors under load: what a hundred people with a dashboard open wait for, and what a grown database costs them."""
