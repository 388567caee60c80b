"""The window of Retour: it draws what `retour.returns` decides, and hands back what a person answers."""
