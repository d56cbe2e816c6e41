"""Reads the pictures in a request, within the limits."""

import base64
import json

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request

from arm_tf.serve.limits import Limits, Refused

TYPES = "multipart/form-data or application/json"


async def pictures_of(request: Request, limits: Limits) -> list[bytes]:
    """Returns the bytes of a request's pictures, in order.

    Raises:
        Refused: there are none, too many, or the request is too large, too
            slow, or of another type.
    """
    request = Request(request.scope, _limited(request, limits))
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind == "multipart/form-data":
        pictures = await _of_form(request, limits)
    elif kind == "application/json":
        pictures = await _of_json(request)
    else:
        raise Refused(415, f"Expected {TYPES}. Received: {kind:.100}.")
    if not 1 <= len(pictures) <= limits.pictures:
        raise Refused(
            400,
            f"Expected 1 to {limits.pictures} pictures in a request. "
            f"Received: {len(pictures)}. Send several requests.",
        )
    return pictures


def _limited(request, limits):
    """Returns a `receive` that raises if the body is too large or slow."""
    too_large = Refused(
        413,
        f"Expected a request of at most {limits.body_bytes // 2**20} MiB. "
        "Received: more. Shrink the pictures, or send them one by one.",
    )
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limits.body_bytes:
        raise too_large
    received = 0
    deadline = anyio.current_time() + limits.arrival_seconds

    async def receive():
        nonlocal received
        with anyio.move_on_at(deadline):
            message = await request.receive()
            received += len(message.get("body", b""))
            if received > limits.body_bytes:
                raise too_large
            return message
        raise Refused(
            408,
            f"Expected a request within {limits.arrival_seconds:g} seconds. "
            "Received: a part of it. Try again.",
        )

    return receive


async def _of_form(request, limits):
    try:
        async with request.form(
            max_files=limits.pictures, max_fields=limits.pictures
        ) as form:
            files = form.getlist("file")
            return [await _content(file) for file in files]
    except HTTPException as error:
        raise Refused(
            400,
            f"Expected at most {limits.pictures} pictures as fields `file` of "
            f"a form. Received: {error.detail:.200}",
        ) from None


async def _content(file):
    if isinstance(file, str):
        raise Refused(
            400,
            "Expected a picture's file as the field `file`. Received: text. "
            "With curl: -F file=@photo.jpg.",
        )
    return await file.read()


async def _of_json(request):
    try:
        texts = json.loads(await request.body())["images"]
        if not isinstance(texts, list):
            raise TypeError("images is no list")
        return [base64.b64decode(text, validate=True) for text in texts]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused(
            400,
            'Expected {"images": [...]}, pictures in base64. Received: '
            "something else.",
        ) from None
