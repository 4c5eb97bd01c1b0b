"""What people with disabilities cannot use."""
