"""The pages of a write-off: a device that cannot be asked any more."""
