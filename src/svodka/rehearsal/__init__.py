"""The real parts started on this machine, and what can go wrong with them."""

from svodka.rehearsal.fleet import Fleet, Plan, Way, open_fleet, open_telegram_process
from svodka.rehearsal.leftovers import LeftOver
from svodka.rehearsal.process import Process, StartFailedError
from svodka.rehearsal.proxy import Proxy, Trouble, Weather, open_proxy
from svodka.rehearsal.sampling import Samples
from svodka.rehearsal.servers import ProgramsMissingError
from svodka.rehearsal.usage import Usage

__all__ = [
    "Fleet",
    "LeftOver",
    "Plan",
    "Process",
    "ProgramsMissingError",
    "Proxy",
    "Samples",
    "StartFailedError",
    "Trouble",
    "Usage",
    "Way",
    "Weather",
    "open_fleet",
    "open_proxy",
    "open_telegram_process",
]
