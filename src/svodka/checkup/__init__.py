"""Examines an installation as it is configured: each finding says what is wrong and, by its code, how to mend it.

Opens each resource by itself, briefly, beside the processes of the service, and takes no part in the work.
"""

from svodka.checkup.model import Check, Finding, Subject, Verdict
from svodka.checkup.running import ALL, LOG_ONLY, examine

__all__ = ["ALL", "LOG_ONLY", "Check", "Finding", "Subject", "Verdict", "examine"]
