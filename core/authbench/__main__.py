"""`python -m authbench`: the command line, also where no window toolkit is installed."""

import sys

from authbench.cli import main

sys.exit(main())
