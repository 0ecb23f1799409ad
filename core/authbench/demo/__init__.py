"""The demo provider: an authorization server and protected APIs on loopback, and the samples made for it."""

from authbench.demo.application import SeenRequest
from authbench.demo.catalogue import Language, Sample, UnknownSample, sample, sample_path, samples, split_name
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
    "Language",
    "Sample",
    "SeenRequest",
    "UnknownSample",
    "sample",
    "sample_path",
    "samples",
    "split_name",
]
