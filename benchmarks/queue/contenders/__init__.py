"""The queues that are measured beside each other: ours, peers from their registries, and the least there can be."""
