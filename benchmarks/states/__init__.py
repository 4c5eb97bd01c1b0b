"""How well the explorer tells places apart, measured on labelled pairs of screens."""
