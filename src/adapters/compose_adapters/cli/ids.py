"""Ids as arguments of commands (F4)."""

import click

from compose_core.formats import parse_id


class _Id(click.ParamType[int, str]):
    """An id of an activity or a case, as every other room reads it."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The id that the argument spells, or wrong usage."""
        try:
            return parse_id(value)
        except ValueError as fault:
            self.fail(f"'{value}' is not one; {fault}", param, ctx)


ID = _Id()
