"""Faults on purpose: the real handlers against a real engine, through a loopback that throttles, cuts and kills.

`make chaos` runs it; docs/chaos.md says what is done and what came of it.
"""
