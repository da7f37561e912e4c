"""A local mock of the Thulium chat API that behaves like the real system.

Run it with ``thulium-mock serve``, or put `thulium_mock.app.create_app` into an ASGI server.
"""

__version__: str


def __getattr__(name: str) -> str:
    """Return the version, which is looked up late: it takes longer than all that `--help` needs besides."""
    if name != "__version__":
        raise AttributeError(f"module 'thulium_mock' has no attribute {name!r}")
    from importlib.metadata import version

    return version("thulium-mock")
