"""The same as the command ``thulium-contract``."""

import sys

from thulium_contract.command import main

sys.exit(main())
