"""The project's benchmark. Measures, prints and asserts nothing: figures go to docs/performance.md by hand."""
