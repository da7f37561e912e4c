"""A local mock of the Thulium chat API that behaves like the real system.

Run it with ``thulium-mock serve``; put it into an ASGI server with `create_app`.
"""

from importlib.metadata import version

__version__ = version("thulium-mock")
