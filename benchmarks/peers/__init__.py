"""Other testers, each made to run on one address for so many seconds and to say what it found in one shape.

They are no part of the product: `installing.py` brings them at their pinned versions into `.local/benchmarks/peers`.
A module has `NAME`, `run(task) -> Report` and is listed in `tools.py`.
"""
