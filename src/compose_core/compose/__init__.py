"""The use case: compose, preview, save and send an email activity, and see what was kept."""

from compose_core.compose.decide import Evaluation, evaluate
from compose_core.compose.macro_samples import MacroOption
from compose_core.compose.message import Composition, Sizes
from compose_core.compose.options import CustomerValues, Limits, Options, WhenSecure
from compose_core.compose.preview import Prepared, Preview
from compose_core.compose.service import ComposeService
from compose_core.model.request import CommandOptions

__all__ = [
    "CommandOptions",
    "ComposeService",
    "Composition",
    "CustomerValues",
    "Evaluation",
    "Limits",
    "MacroOption",
    "Options",
    "Prepared",
    "Preview",
    "Sizes",
    "WhenSecure",
    "evaluate",
]
