"""The command line: what an engineer types. Owns words and exit codes; every decision is made elsewhere."""
