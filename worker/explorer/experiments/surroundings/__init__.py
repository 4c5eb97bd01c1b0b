"""Another network, place, size or way to operate."""
