"""The use case: compose, preview, save and send an email activity, and see what was kept."""

from compose_core.compose.decide import Evaluation, evaluate
from compose_core.compose.macro_samples import MacroOption
from compose_core.compose.message import Composition, Sizes
from compose_core.compose.options import CustomerValues, Limits, Options, WhenSecure
from compose_core.compose.preview import Prepared, Preview
from compose_core.compose.service import ComposeService
from compose_core.compose.together import ENOUGH, Job, Pending, begun, stored_alone, work_off
from compose_core.model.request import CommandOptions

__all__ = [
    "ENOUGH",
    "CommandOptions",
    "ComposeService",
    "Composition",
    "CustomerValues",
    "Evaluation",
    "Job",
    "Limits",
    "MacroOption",
    "Options",
    "Pending",
    "Prepared",
    "Preview",
    "Sizes",
    "WhenSecure",
    "begun",
    "evaluate",
    "stored_alone",
    "work_off",
]
