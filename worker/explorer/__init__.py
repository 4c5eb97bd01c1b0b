"""The agent: states, choice of action, form data, experiments."""
