"""The lab of a connection: faults to try, what came of them, and the demo provider's switches."""
