"""Where the bytes of uploads and reports are kept."""
