"""The tokens of a connection as a person may look at them, without a window.

What kind each is, what it says, when it ends and why that is known, which scopes were asked for and given.
Nothing in here verifies a signature, and no view holds a token's text.
"""
