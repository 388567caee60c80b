"""A device that speaks only its vendor's language, to train and to test the carrying of files that nobody here reads.

The vendor, its SDK and its format are made up. Nothing of it is shared with Retour's own messages.
"""
