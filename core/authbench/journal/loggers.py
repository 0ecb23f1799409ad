"""Silencing libraries that log what must not be logged."""

from __future__ import annotations

import logging

# httpx logs whole URLs at INFO, httpcore response headers at DEBUG, the others tokens or messages
# of the keychain's bus.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "hpack",
    "h11",
    "authlib",
    "keyring",
    "jeepney",
    "secretstorage",
    "asyncio",
)


def silence_library_loggers() -> None:
    """Keep the records of libraries that print URLs, headers or tokens from every handler, at every
    level, now and for their child loggers."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        # A child may have been given a level or handlers of its own.
        for child_name, child in list(logging.Logger.manager.loggerDict.items()):
            if child_name.startswith(f"{name}.") and isinstance(child, logging.Logger):
                child.handlers = []
                child.propagate = True
                child.setLevel(logging.NOTSET)
        logger.setLevel(logging.CRITICAL + 1)
