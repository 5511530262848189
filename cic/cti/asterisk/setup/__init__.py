"""What any Asterisk needs to serve a center, as text: used by the lab and printed for an existing PBX."""
