"""The optional model: asked a few times a run for what rules cannot know, believed only within what it was offered.

`brain.py` decides when to ask and how much; `questions.py` is what a question is; each of `importance.py`, `fields.py`,
`contradictions.py` and `wording.py` makes one kind of question and checks its answer; `redaction.py` says what may be
sent; `endpoint.py` speaks the protocols, and is only imported when something is asked.
"""
