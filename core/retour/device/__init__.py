"""The reference device: trusted storage, its anchor, the device rules, and the SMP server around them."""
