"""How good a model's predictions are: metrics, calibration, plots, reports."""
