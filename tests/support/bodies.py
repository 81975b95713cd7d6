"""Bodies of answers, read in either format to the same members."""

import xml.etree.ElementTree as ET
from typing import Any

import httpx

from calls import JSON


def told(answer: httpx.Response) -> dict[str, Any]:
    """The members of an error."""
    if answer.headers["content-type"] == JSON:
        members: dict[str, Any] = answer.json()
        return members
    root = _root(answer)
    found: dict[str, Any] = {_local(child): child.text or "" for child in root}
    if "details" in found:
        details = root[[_local(child) for child in root].index("details")]
        found["details"] = [{_local(each): each.text or "" for each in one} for one in details]
    return found


def root_of(answer: httpx.Response) -> str:
    """The qualified name of an XML body's root."""
    return _root(answer).tag


def _root(answer: httpx.Response) -> ET.Element:
    return ET.fromstring(answer.content)  # noqa: S314 - written by ourselves


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
