"""Results of experiments, one family a file."""
