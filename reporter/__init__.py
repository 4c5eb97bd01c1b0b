"""Findings in, report out. Reads a run folder, never the worker's code."""
