"""What was collected of the app and derived from it; never a judgement."""
