"""An Android app: its structure, its manifest, and who signed it."""
