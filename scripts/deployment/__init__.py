"""Checks `deploy/` without a cluster, without a builder of images, and without the network."""
