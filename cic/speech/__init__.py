"""Understanding what a caller says, selectively: a few phrases a menu, in worker processes of their own.

Owns the recognition of small grammars, the AudioSocket connections it comes by, and the pool of workers. Audio never
enters the engine's process, is never kept, and no transcript leaves a worker: an outcome names a phrase of the flow.
Prompts are made elsewhere; what a caller's words lead to is the flow's.
"""
