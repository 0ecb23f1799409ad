"""Experiments on a connection: break what it holds or what its API answers, and see which rule renews."""

from authbench.connection.lab.experiment import experiment
from authbench.connection.lab.faults import FAULTS, Fault, FaultFacts, Parameters
from authbench.connection.lab.verdict import Ending, FiredRule, Missing, Mood, Verdict

__all__ = [
    "FAULTS",
    "Ending",
    "Fault",
    "FaultFacts",
    "FiredRule",
    "Missing",
    "Mood",
    "Parameters",
    "Verdict",
    "experiment",
]
