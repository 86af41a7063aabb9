"""Programs that run in an engine's own environment. They import the standard library and one driver, nothing else."""
