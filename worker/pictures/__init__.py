"""What pictures of the page say: words read by OCR, and places that look broken to a small network.

Both need large libraries, so they run in a process of their own (`python -m worker.pictures`), which `reader.py` starts
when there is a picture to read and ends when there has been none for a while: it takes about 100 MB, and 320 MB while
words are read. Nothing here judges: see
`worker/detectors/visual`. How the network was made: `model/model_card.md`.
"""
