"""Retour: a license comes home from a device to its portal, provably, without a network."""

__version__ = "0.1.0"
