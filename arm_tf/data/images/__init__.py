"""Images on disk: listed, decoded, checked, and kept in memory if they fit."""
