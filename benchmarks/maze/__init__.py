"""Google's Security Crawl Maze: which of its cases the explorer reaches, and how soon.

The maze (github.com/google/security-crawl-maze, Apache-2.0) is a site made of the ways in which one address can lead
to another; each case hides an address that ends in `.found`. It is no part of this repository: `source.py` fetches it.
"""
