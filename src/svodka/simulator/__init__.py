"""Telegram in a box: a Bot API server with a chat page. Knows nothing of the product."""

from svodka.simulator.chats import ChatEvent, EventKind
from svodka.simulator.crowd import Crowd, Habit, Parcel, Sending, Ways
from svodka.simulator.crowd_arrivals import poisson, ramp
from svodka.simulator.faults import ANY_METHOD, DOWNLOAD, Fault, FaultKind
from svodka.simulator.messages import Attachment, Button, Message
from svodka.simulator.people import CallbackAnswer, LocalPerson, Person
from svodka.simulator.remote import RemotePerson, RemoteSimulator, open_remote_simulator
from svodka.simulator.rules import Rules
from svodka.simulator.server import DEFAULT_TOKEN, Simulator, open_simulator
from svodka.simulator.telegram import Sample

__all__ = [
    "ANY_METHOD",
    "DEFAULT_TOKEN",
    "DOWNLOAD",
    "Attachment",
    "Button",
    "CallbackAnswer",
    "ChatEvent",
    "Crowd",
    "EventKind",
    "Fault",
    "FaultKind",
    "Habit",
    "LocalPerson",
    "Message",
    "Parcel",
    "Person",
    "RemotePerson",
    "RemoteSimulator",
    "Rules",
    "Sample",
    "Sending",
    "Simulator",
    "Ways",
    "open_remote_simulator",
    "open_simulator",
    "poisson",
    "ramp",
]
