"""``make contract``: the contract suite on a server, or on our mock, which keeps all that we assume as well."""

import sys
from contextlib import nullcontext

from tests.servers import BIN, running, serving_mock

arguments = sys.argv[1:]
elsewhere = arguments[:1] in (["facts"], ["learn"]) or any(each == "--help" or "://" in each for each in arguments)
with nullcontext() if elsewhere else running([str(BIN / "thulium-mock"), "serve", "--port", "0"]) as started:
    from thulium_contract.command import main  # It takes as long as the start of the mock, which goes on beside it.

    sys.exit(main([serving_mock(*started).base_url, "--strict", "--http", *arguments] if started else arguments))
