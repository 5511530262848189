"""How the gateway writes JSON: as short as it can be, in UTF-8. Owns nothing but that."""

import json

json_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""One encoder for all frames: making it anew costs as much as writing a small frame."""
