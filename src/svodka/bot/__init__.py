"""The Telegram edge: inbox loop, handlers and the courier."""
