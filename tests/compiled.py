"""The packaged documents, compiled: imported by the process that `tests.forked` forks mocks off."""

from thulium_mock.app import create_app, new_spaces

create_app(spaces=new_spaces())
