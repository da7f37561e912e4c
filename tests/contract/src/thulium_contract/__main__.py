"""Entry point of ``python -m thulium_contract``, the command ``thulium-contract``."""

import sys

from thulium_contract.command import main

sys.exit(main())
