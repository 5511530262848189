"""What a caller hears: texts of prompts with values in them, and values as words. Makes and plays no sound."""
