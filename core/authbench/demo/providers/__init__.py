"""The providers that the samples are written for, as the demo provider plays them."""

from authbench.demo.providers.aws import AWS_SERVICES
from authbench.demo.providers.code import CODE_SERVICES
from authbench.demo.providers.example import EXAMPLE
from authbench.demo.providers.keys import KEY_SERVICES
from authbench.demo.providers.machine import MACHINE_SERVICES
from authbench.demo.service import Service

SERVICES: tuple[Service, ...] = (*CODE_SERVICES, *MACHINE_SERVICES, *KEY_SERVICES, *AWS_SERVICES, EXAMPLE)

__all__ = ["SERVICES"]
