"""The shapes of `cic.board.v1`: what boards and walls are told and may ask."""
