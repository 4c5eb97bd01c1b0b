"""What counts as a bug: one rule, one file; pure functions of observations."""
