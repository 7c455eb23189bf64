"""Load: a crowd sends files to the real parts, and each report is checked against the truth of its file."""
