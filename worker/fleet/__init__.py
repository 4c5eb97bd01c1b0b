"""Claim, heartbeat, run in a child process, settle, shut down."""
