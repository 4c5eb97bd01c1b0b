"""A web bundle under test: unpacked into the run's folder and served to its browser alone."""
