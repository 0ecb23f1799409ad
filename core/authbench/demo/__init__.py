"""The demo provider: an authorization server and protected APIs on loopback, and the samples made for it."""

from authbench.demo.application import SeenRequest
from authbench.demo.catalogue import Sample, UnknownSample, sample, sample_path, samples
from authbench.demo.faults import Faults, FaultSwitches
from authbench.demo.provider import DEFAULT_PORT, DemoPortBusy, DemoProvider
from authbench.demo.tokens import IssuedSecret

__all__ = [
    "DEFAULT_PORT",
    "DemoPortBusy",
    "DemoProvider",
    "FaultSwitches",
    "Faults",
    "IssuedSecret",
    "Sample",
    "SeenRequest",
    "UnknownSample",
    "sample",
    "sample_path",
    "samples",
]
