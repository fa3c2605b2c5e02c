"""The running program: configuration, the pipeline and the wiring of all floors."""
