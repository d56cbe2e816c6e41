"""The Keras files of arm_tf's bundled models, which only training needs."""
