"""The queue and the fleet, measured against peers on one PostgreSQL in one run."""
