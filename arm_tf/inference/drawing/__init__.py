"""What is drawn on a picture: boxes, labels and bars."""
