"""The windows in front of which visitors sit."""

from worker.observation.screen import Viewport

DESKTOP = Viewport(1280, 800)
PHONE = Viewport(375, 812)
TABLET = Viewport(768, 1024)
"""Where many sites have just gone over to what they show on wide screens, and have the least room for it."""
