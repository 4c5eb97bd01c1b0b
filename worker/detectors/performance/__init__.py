"""What is too slow, too big or grows, by the web vitals' thresholds and only where it is clear."""
