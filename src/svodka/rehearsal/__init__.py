"""The real parts started on this machine, and what can go wrong with them."""
