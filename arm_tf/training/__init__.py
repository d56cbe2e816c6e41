"""From batches of faces to the weights of the best epoch."""
