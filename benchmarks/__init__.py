"""The product measured, against lists of known bugs and against limits; never part of the tests."""
