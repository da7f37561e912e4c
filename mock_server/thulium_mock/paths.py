"""Which paths are the mock's own, and not the vendor's."""


def is_own(path: str) -> bool:
    """Tell whether a decoded path belongs to the control API or the console, neither of which the vendor has."""
    return path == "/_mock" or path.startswith("/_mock/") or is_console(path)


def is_console(path: str) -> bool:
    """Tell whether a decoded path belongs to the console: its page, the files that it is made of, the documents."""
    return path in {"/", "/console", "/docs", "/favicon.ico"} or path.startswith(("/console/", "/docs/"))
