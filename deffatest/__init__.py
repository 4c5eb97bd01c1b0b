"""What every Python process of the product shares, and the command line."""
