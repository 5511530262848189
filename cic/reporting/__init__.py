"""Reports that add up: what each figure means, the facts it is counted from, and who may ask. Not live boards."""
