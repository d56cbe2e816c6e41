"""From a folder or csv on disk to shuffled batches of faces."""
