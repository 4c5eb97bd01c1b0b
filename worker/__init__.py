"""One process of the fleet: claims tests, explores the app, judges what it saw, proves what it found."""
