"""The sentences that people read, in Russian and English."""
