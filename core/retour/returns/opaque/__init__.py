"""Opaque carry: devices that run a vendor's SDK. Their files are carried and checked from outside, never read."""
