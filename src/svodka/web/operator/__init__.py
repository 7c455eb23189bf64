"""The operator's page: how the service fares at a glance, what waits and why, what failed, and a way to try again."""

from svodka.web.operator.routes import operator_routes

__all__ = ["operator_routes"]
