"""Sites to try the product on."""
