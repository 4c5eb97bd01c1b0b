"""The windows in front of which visitors sit."""

from worker.observation.screen import Viewport

DESKTOP = Viewport(1280, 800)
PHONE = Viewport(375, 812)
