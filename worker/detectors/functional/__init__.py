"""What the app does wrong: it breaks, leads nowhere, shows what it should not, or takes what it forbids."""
