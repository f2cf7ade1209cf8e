"""What every SIS gives to a sender."""

from dataclasses import dataclass


@dataclass
class Client:
    """What an SIS gave to a sender: an id and a secret."""

    id: str
    secret: str
