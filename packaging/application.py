"""The entry of the packaged application."""

import sys

from authbench_gui.main import main

sys.exit(main())
