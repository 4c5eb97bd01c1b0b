"""Larkfield, a small web shop with seeded bugs that can be switched on and off one by one."""
