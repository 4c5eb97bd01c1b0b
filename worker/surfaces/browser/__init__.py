"""Web apps in Chromium, through Playwright."""
