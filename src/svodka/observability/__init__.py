"""Logging, metrics and tracing: set up, nothing else."""
