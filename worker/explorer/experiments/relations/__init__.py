"""What must hold in any sane app, tried."""
