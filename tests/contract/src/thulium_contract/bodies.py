"""Request bodies of every kind, which the API ignores whatever they are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from thulium_contract.http.messages import Headers


@dataclass(frozen=True)
class Body:
    """A request body and the headers that go with it."""

    content: bytes
    headers: Headers
    why: str


_FIELDS = (("chat_queue_id", "3"), ("client_name", "Jan"), ("client_id", "9"), ("customer_id", "0"))


def bodies(marker: str, queue: int, large: bool) -> Iterator[Body]:
    """Yield bodies, which are all ignored whatever they are."""
    query = f"chat_queue_id={queue}&client_name={marker}&client_id=%00&customer_id=0&client_email=x"
    json_ = json.dumps({"chat_queue_id": 0, "client_name": marker, "client_id": "1234", "customer_id": "x"})
    form, json_type = "application/x-www-form-urlencoded", "application/json"
    contents: list[tuple[bytes, str]] = [
        *(
            (text.encode(), json_type)
            for text in ("", "{}", "[]", "null", "0", '""', "{", "[[", "{,}", json_, f"[{json_}]")
        ),
        *(
            (text.encode(), form)
            for text in ("", query, "a=b", "&", "%", "chat_queue_id=abc", "client_id=1&client_id=2", "_method=GET")
        ),
        *((text.encode(), form) for text in (f"chat_queue_id={queue}", "client_name=", "%ff=%ff", "x" * 1024)),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>', "application/xml"),
        (
            b'--x\r\nContent-Disposition: form-data; name="chat_queue_id"\r\n\r\n0\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"x", "text/plain"),
        (b"\xff\xfe\x00", json_type),
        (b"\xef\xbb\xbf{}", json_type),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"\x00", "application/octet-stream"),
        (b"[" * 5000, json_type),
        (b'{"a":' * 3000, json_type),
        (b"1" * 5000, json_type),
        (b"\r\n\r\n", "text/plain"),
        (b"GET / HTTP/1.1\r\n\r\n", "message/http"),
        *(
            (b"x" * size, "application/octet-stream")
            for size in (1, 2, 1023, 1024, 1025, 4096, 8192, 16384, 65535, 65536)
        ),
        (b"y" * 100_000, form),
    ]
    for media_type in (f"{form}; charset=UTF-8", f"{form};charset=iso-8859-2", form.upper(), f"{form}, text/plain"):
        contents += [(text.encode(), media_type) for text in (query, f"chat_queue_id={queue}", "client_id=%ff")]
    for media_type in (f"{json_type}; charset=utf-8", "text/json", "application/vnd.api+json", "Application/JSON"):
        contents += [(text.encode(), media_type) for text in (json_, "{", json.dumps({"chat_queue_id": queue}))]
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in _FIELDS
    )
    contents += [(f"{fields}--x--\r\n".encode(), f"multipart/{kind}; boundary=x") for kind in ("form-data", "mixed")]
    if large:
        contents += [(b"x" * size, kind) for size in (262_144, 1_048_577, 2_097_152) for kind in (json_type, form)]
        contents += [(b"x" * size, "application/octet-stream") for size in (5_242_881, 11_000_000)]
    for content, media_type in contents:
        yield Body(content, (("Content-Type", media_type),), f"a body of {len(content)} bytes as {media_type}")
    for content in (b"x", b"{}", query.encode()):
        yield Body(content, (), "a body without a media type")
        yield Body(content, (("Content-Type", ""),), "a body with an empty media type")
        yield Body(content, (("Content-Type", "nonsense"),), "a body with a media type that is none")
        yield Body(content, (("Content-Type", json_type), ("Content-Encoding", "gzip")), "a body that is not gzip")
