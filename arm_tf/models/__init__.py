"""The networks: backbones, classifiers, and how a saved one is loaded."""
