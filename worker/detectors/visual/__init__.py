"""What looks broken, judged by geometry."""
