"""What happens by the clock: `deffatest scheduler`."""
