"""Broker, actors and the sandbox processes."""
