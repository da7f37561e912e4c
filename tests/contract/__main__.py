"""``make contract``: the contract suite on a server, or on our mock, which keeps all that we assume as well."""

import sys

from thulium_contract.command import main

from tests.servers import running_mock

arguments = sys.argv[1:]
if arguments[:1] in (["facts"], ["learn"]) or any(each == "--help" or "://" in each for each in arguments):
    sys.exit(main(arguments))
with running_mock() as server:
    sys.exit(main([server.base_url, "--strict", "--http", *arguments]))
