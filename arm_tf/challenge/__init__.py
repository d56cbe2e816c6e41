"""The expression challenge on Aff-Wild2: its prediction files and its score."""
