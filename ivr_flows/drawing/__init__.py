"""A flow as a picture: boxes in layers from the start, ways as arrows. Text in, text out."""
