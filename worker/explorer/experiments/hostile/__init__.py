"""What no visitor would send; for hosts that were proved to be the owner's."""
