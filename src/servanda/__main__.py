"""`python -m servanda` is the command `servanda`."""

import sys

from servanda.cli.main import main

sys.exit(main())
