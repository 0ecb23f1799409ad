"""The UI-free form model of a connection."""

from authbench.form.form import Form
from authbench.form.rows import FieldProblem, FieldState, FormChange

__all__ = ["FieldProblem", "FieldState", "Form", "FormChange"]
