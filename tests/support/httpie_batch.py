"""Run by the system's Python, which has HTTPie: sends every call that a shell has taken apart.

HTTPie takes half a second to start, so one process runs them all. Each folder named in the arguments holds
`argv`, ended by NUL each, and `stdin` where the command reads one.
"""

import io
import os
import sys
from pathlib import Path


def main() -> int:
    from httpie.context import Environment
    from httpie.core import main as http

    for folder in map(Path, sys.argv[1:]):
        arguments = (folder / "argv").read_bytes().split(b"\0")[:-1]
        standard_input = io.TextIOWrapper(io.BytesIO((folder / "stdin").read_bytes()))
        errors = io.StringIO()
        environment = Environment(
            stdin=standard_input,
            stdin_isatty=False,
            stdout=io.TextIOWrapper(io.BytesIO()),
            stdout_isatty=False,
            stderr=errors,
            stderr_isatty=False,
            config_dir=str(folder),
        )
        status = http(args=["http", *map(os.fsdecode, arguments)], env=environment)
        if status != 0:
            sys.stderr.write(f"{folder.name}: {int(status)} {errors.getvalue()}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
