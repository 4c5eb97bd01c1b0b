"""The examples of the W3C's ACT rules as a test of what is told about accessibility."""
