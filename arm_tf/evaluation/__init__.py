"""What a model's answers are worth: metrics, calibration, plots, reports."""
