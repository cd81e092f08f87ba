"""Benchmarks: what the platform does a second, each figure beside the limit measured in the same run."""
