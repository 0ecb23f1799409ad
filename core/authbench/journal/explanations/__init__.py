"""What a failure means: what happened, what the server said, likely causes with evidence and next actions.

The texts and the conditions under which they apply are data: `resources/…/explanations/*.toml`, whose
format docs/explanations.md describes.
"""

from authbench.journal.explanations.explaining import explain
from authbench.journal.explanations.explanation import Action, CauseView, Explanation

__all__ = ["Action", "CauseView", "Explanation", "explain"]
