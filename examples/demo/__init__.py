"""The whole product on one machine, before the user's eyes."""
