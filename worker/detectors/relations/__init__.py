"""What must hold in any sane app, judged from one screen or two: sums, orders, counts, searches, pages."""
