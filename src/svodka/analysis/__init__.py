"""The table engine: bytes in, `Report` out.

Synchronous and pure: no network, no clock, no asyncio, no framework, no storage, no database.
"""
