"""A local mock of the Thulium chat API that behaves like the real system.

Run it with ``thulium-mock serve``, or put `thulium_mock.app.create_app` into an ASGI server.
"""

from importlib.metadata import version

__version__ = version("thulium-mock")
