"""The two messages of an exchange."""

from enum import StrEnum


class Side(StrEnum):
    """Which of an exchange's two messages is meant."""

    REQUEST = "request"
    RESPONSE = "response"
