"""The line to a device: discovery, and an SMP session over a byte pipe."""
