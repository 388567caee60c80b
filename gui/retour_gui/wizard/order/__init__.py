"""The pages of a removal order: what the portal ordered is carried out at its device."""
