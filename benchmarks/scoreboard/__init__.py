"""Our tester beside others: on sites whose bugs are documented, and on well-kept ones where there is little to find.

`sites.py` says what is tested, `known/` what is known to be wrong there, `judged.json` what a reader said of findings
on the well-kept sites; `benchmarks/peers/` holds the other tools. The product knows none of these.
"""
