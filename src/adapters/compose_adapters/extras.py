"""The extras of the distribution, and the error that names the one that is missing."""

from importlib import import_module


class MissingExtra(ImportError):
    """A package was imported without the extra that brings its dependencies.

    Attributes:
        extra: the extra of the distribution `compose-core` to install.
        module: the first module that was not found.
    """

    def __init__(self, extra: str, module: str) -> None:
        super().__init__(
            f"the module {module!r} is not installed; "
            f"the extra {extra!r} brings it: pip install 'compose-core[{extra}]'",
            name=module,
        )
        self.extra = extra
        self.module = module


def require(extra: str, *modules: str) -> None:
    """Import modules, or raise the error that names the extra that brings them.

    The `__init__` of a package calls it before its first import of another distribution.

    Args:
        extra: the extra of the distribution `compose-core`.
        modules: full names of the modules of other packages.

    Raises:
        MissingExtra: a module is not installed.
    """
    for module in modules:
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            if not _is_or_holds(error.name, module):
                raise
            raise MissingExtra(extra, module) from error


def _is_or_holds(missing: str | None, module: str) -> bool:
    # A module that is there and fails for want of a third is that third's matter, not the extra's.
    return missing is not None and f"{module}.".startswith(f"{missing}.")
