"""What helps an attacker."""
