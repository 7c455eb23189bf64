"""Telegram in a box: a Bot API server with a chat page. Knows nothing of the product."""
