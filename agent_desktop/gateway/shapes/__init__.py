"""The words of `cic.desktop.v2` as types: views, frames, commands, channels. Owns the shapes; computes nothing."""
