"""The numbers the real server goes by: limits, lifetimes and pauses. No behaviour here."""

from dataclasses import dataclass

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024
MAX_CALLBACK_DATA_BYTES = 64
MAX_CALLBACK_ANSWER_UNITS = 200
MAX_ENTITIES = 100
MAX_PHOTO_BYTES = 10 << 20
MAX_PHOTO_SIDES_PX = 10_000
MAX_PHOTO_RATIO = 20
ALBUM_SIZES = range(2, 11)
MAX_UPDATES_PER_CALL = 100
MAX_COMMANDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a test may want to be shorter or smaller than it is on the real server."""

    long_poll_max_s: float = 50.0
    same_offset_limit_window_s: float = 0.5
    same_offset_hold_s: float = 3.0
    update_lifetime_s: float = 86_400.0
    edit_window_s: float = 48 * 3600.0
    callback_lifetime_s: float = 900.0
    file_link_lifetime_s: float = 3600.0
    max_download_bytes: int = 20 << 20
    max_upload_bytes: int = 50 << 20
    max_person_file_bytes: int = 2 << 30
    webhook_timeout_s: float = 60.0
    webhook_first_pause_s: float = 2.0
    webhook_max_pause_s: float = 60.0
    webhook_gone_after_s: float = 23 * 3600.0
    flood_chat_burst: int = 5
    flood_chat_per_s: float = 1.0
    flood_total_burst: int = 30
    flood_total_per_s: float = 30.0
