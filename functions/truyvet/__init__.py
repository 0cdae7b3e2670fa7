"""The domain of Truy Vết: what a province needs to know who was where during an epidemic.

Nothing in this package knows HTTP, a Lambda event or an environment variable; the time comes in as an argument.
"""
