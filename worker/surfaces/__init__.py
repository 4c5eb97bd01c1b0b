"""How an app is seen and touched."""
