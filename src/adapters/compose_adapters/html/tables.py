"""Tables as text: columns where the cells are short, else one cell after the other."""

from compose_adapters.html.lines import Lines

_WIDEST = 100


class Table:
    """A table that is read cell by cell."""

    def __init__(self) -> None:
        self._rows: list[list[Lines]] = []

    def new_row(self) -> None:
        """Begin a row."""
        self._rows.append([])

    def new_cell(self) -> Lines:
        """Begin a cell, and write into what is returned."""
        cell = Lines()
        self._rows[-1].append(cell)
        return cell

    def lines(self) -> list[str]:
        """The table as lines."""
        rows = [[cell.finished() for cell in row] for row in self._rows if row]
        if any(len(cell) > 1 for row in rows for cell in row):
            return [line for row in rows for cell in row for line in cell]
        return _grid([["".join(cell) for cell in row] for row in rows])


def _grid(rows: list[list[str]]) -> list[str]:
    rows = [row for row in rows if any(row)]
    widths = [0] * max(map(len, rows), default=0)
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], len(cell))
    if sum(widths) > _WIDEST:
        return [" | ".join(filter(None, row)) for row in rows]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
