"""OpenAPI 3.1 of everything that is served, made of what decodes, encodes and routes."""

from compose_adapters.http.openapi.description import describe

__all__ = ["describe"]
