"""A local mock of the Thulium chat API that behaves like the real system.

Run it with ``thulium-mock serve``, or put `thulium_mock.app.create_app` into an ASGI server.
"""

__version__ = "1.0.0"
