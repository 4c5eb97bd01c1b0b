"""What every Python process of the product shares: settings, database, storage, logging, the run record; and the command line."""
