"""Priors, forecasts, causes and scores."""
