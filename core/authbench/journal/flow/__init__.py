"""A run as a sequence diagram: who sent what to whom, what it means, and how it was worked out."""
