"""The center as text: read, checked and compiled. Owns the text's forms; decides nothing about calls."""
